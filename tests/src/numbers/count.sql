-- A ward's numbers from the server's tables, written from the field's words and not from core. Before it stand the temporary
-- tables wards (org, today) and names (org, id, kind, name); after it, found (org, name, number).

-- Logs that were not removed. fy: the fiscal year begins on 1 April of the day that a person chose.
create temp table logs as
select r.org, r.record ->> '$.id' as id, r.born,
  case when r.scope like 'district/%' then substr(r.scope, 10, 36) else 'ward' end as part,
  f ->> '$.what' as what, f ->> '$.group' as grp, f ->> '$.place' as place, f ->> '$.session' as session,
  coalesce(f ->> '$.slot', '') as slot, coalesce(f ->> '$.held', 'done') = 'done' as done, f ->> '$.day' as day,
  coalesce(substr(f ->> '$.day', 1, 7), f ->> '$.month') as month, coalesce(f ->> '$.another', 0) as another,
  coalesce(f ->> '$.heads', (
    select sum(value) from json_each(f) where key like 'head.%'
      and not (f ->> '$.what' = 'ibasho' and key = 'head.first')
      and not (f ->> '$.what' = 'service_b' and key = 'head.frail')), 0) as heads,
  coalesce(f ->> '$.helpers', 0) as helpers,
  coalesce(f ->> '$."qty.families"', 0) as families, coalesce(f ->> '$."qty.meals"', 0) as meals,
  coalesce(f ->> '$."qty.households"', 0) as households, coalesce(f ->> '$."qty.cases"', 0) as cases,
  exists (select 1 from json_each(f) where key like 'support.%' and value) as supported, f, 0 as fy
from (select *, record -> '$.fields' as f from records where kind = 'activity') r
where not coalesce(f ->> '$.removed', 0);
update logs set fy = cast(substr(month, 1, 4) as integer) - (substr(month, 6, 2) < '04');
create index logs_id on logs (org, id);

create temp table reg as
select org, record ->> '$.id' as id, kind, record -> '$.fields' as f from records
where kind not in ('activity', 'summary') and not coalesce(record ->> '$.fields.removed', 0);
create index reg_id on reg (org, kind, id);

-- Which logs are looked at together: all of them, those of a group with what it was before, those of the plaza.
create temp table sets as
select 'ledger' as ctx, org, id from logs;
insert into sets
with recursive line (org, top, id) as (
  select org, id, id from reg where kind = 'group'
  union select line.org, line.top, g.f ->> '$.from' from line
  join reg g on g.org = line.org and g.kind = 'group' and g.id = line.id where g.f ->> '$.from' is not null)
select n.name, l.org, l.id from line
join names n on n.org = line.org and n.id = line.top and n.kind = 'group'
join logs l on l.org = line.org and l.grp = line.id where l.what not in ('homon', 'sodan');
insert into sets
select 'plaza', l.org, l.id from logs l
left join reg g on g.org = l.org and g.kind = 'group' and g.id = l.grp
left join reg d on d.org = l.org and d.kind = 'district' and d.id = l.part
where l.what in ('koza', 'homon') and (l.supported or g.f ->> '$.office' is not null
  or d.f ->> '$.office' is not null);

-- Twins: of one district, kind, place, day and slot; the session's log first, then the first to come. A log that is of no
-- session and not said to be another time joins the first event of its group, or of no group; the event is then its group's.
create temp table turns as
select s.ctx, l.org, l.id, l.part, l.what, l.place, l.day, l.slot, l.grp, l.session is not null or l.another as forced,
  row_number() over (partition by s.ctx, l.org, l.part, l.what, l.place, l.day, l.slot
    order by l.session is null, l.born, l.id) as n
from sets s join logs l on l.org = s.org and l.id = s.id where l.done and l.place is not null and l.day is not null;
create index turns_n on turns (ctx, org, part, what, place, day, slot, n);
create temp table counted as
with recursive walk (ctx, org, part, what, place, day, slot, n, id, events, kept) as (
  select ctx, org, part, what, place, day, slot, 1, id, json_array(coalesce(grp, '')), 1 from turns where n = 1
  union all
  select t.ctx, t.org, t.part, t.what, t.place, t.day, t.slot, t.n, t.id,
    case when t.forced or not exists (select 1 from json_each(w.events) where value = '' or t.grp is null or value = t.grp)
      then json_insert(w.events, '$[#]', coalesce(t.grp, ''))
      else (select json_set(w.events, '$[' || key || ']', case when value = '' then coalesce(t.grp, '') else value end)
        from json_each(w.events) where value = '' or t.grp is null or value = t.grp order by key limit 1) end,
    t.forced or not exists (select 1 from json_each(w.events) where value = '' or t.grp is null or value = t.grp)
  from walk w join turns t on t.ctx = w.ctx and t.org = w.org and t.part = w.part and t.what = w.what
    and t.place = w.place and t.day = w.day and t.slot = w.slot and t.n = w.n + 1)
select ctx, org, id from walk where kept
union all
select s.ctx, s.org, s.id from sets s join logs l on l.org = s.org and l.id = s.id
where l.done and (l.place is null or l.day is null);

-- 中止: each date of a group and place once, however many people said so; a session's are one each.
create temp table off as
select ctx, org, id from (
  select s.ctx, l.org, l.id, l.session is not null or l.another as forced,
    row_number() over (partition by s.ctx, l.org, l.part, l.what, l.grp, l.month, l.day, l.slot, l.place
      order by l.session is null, l.born, l.id) as n
  from sets s join logs l on l.org = s.org and l.id = s.id where not l.done)
where n = 1 or forced;

create temp table held as
select c.ctx, l.* from counted c join logs l on l.org = c.org and l.id = c.id;
create temp table dropped as
select o.ctx, l.* from off o join logs l on l.org = o.org and l.id = o.id;

create temp table found (org blob, name text, number text);
insert into found
select org, 'month/' || part || '/' || month || '/' || what || '/' || k.value,
  case k.value when 'times' then count(*) when 'heads' then sum(heads) when 'helpers' then sum(helpers)
    when 'families' then sum(families) when 'meals' then sum(meals) when 'households' then sum(households)
    when 'cases' then sum(cases) else count(distinct day) end
from held join json_each('["times","heads","helpers","families","meals","households","cases","days"]') k
where ctx = 'ledger' group by org, part, month, what, k.value;
insert into found
select org, 'month/' || part || '/' || month || '/' || what || '/off', count(*) from dropped
where ctx = 'ledger' group by org, part, month, what;

-- Years of groups and of the plaza.
insert into found
select org, 'group/' || ctx || '/' || fy || '/' || what || '/' || k.value,
  case k.value when 'times' then count(*) when 'heads' then sum(heads) else sum(helpers) end
from held join json_each('["times","heads","helpers"]') k
where ctx not in ('ledger', 'plaza') group by org, ctx, fy, what, k.value;
insert into found
select org, 'group/' || ctx || '/' || fy || '/' || what || '/' || month, count(*) from held
where ctx not in ('ledger', 'plaza') group by org, ctx, fy, what, month;
insert into found
select org, 'group/' || ctx || '/' || fy || '/' || what || '/off', count(*) from dropped
where ctx not in ('ledger', 'plaza') group by org, ctx, fy, what;
insert into found
select org, 'plaza/' || fy || '/' || k.value, case k.value when 'times' then count(*) else sum(heads) end
from held join json_each('["times","heads"]') k where ctx = 'plaza' group by org, fy, k.value;
insert into found
select org, 'plaza/' || fy || '/off', count(*) from dropped where ctx = 'plaza' group by org, fy;

-- Who counts for a district now: itself, or those that took over.
create temp table heirs as
with recursive down (org, origin, id) as (
  select org, id, id from reg where kind = 'district'
  union select down.org, down.origin, substr(n.key, 6) from down
  join reg d on d.org = down.org and d.kind = 'district' and d.id = down.id
  join json_each(d.f) n on n.key like 'next.%' and n.value)
select org, origin, id as heir from down where not exists (
  select 1 from reg d join json_each(d.f) n on n.key like 'next.%' and n.value
  where d.org = down.org and d.kind = 'district' and d.id = down.id);
-- A district of which there is no record is its own.
insert into heirs
select distinct l.org, l.part, l.part from logs l where l.part <> 'ward'
and not exists (select 1 from heirs h where h.org = l.org and h.origin = l.part);
insert into found
select l.org, 'district/' || n.name || '/' || l.fy || '/' || l.what || '/' || k.value,
  case k.value when 'times' then count(*) when 'heads' then sum(l.heads) else sum(l.helpers) end
from names n join held l on l.org = n.org and l.ctx = 'ledger' and l.what not in ('homon', 'sodan')
  and (l.part = n.id or exists (select 1 from heirs h where h.org = n.org and h.origin = l.part and h.heir = n.id))
join json_each('["times","heads","helpers"]') k
where n.kind = 'district' group by l.org, n.name, l.fy, l.what, k.value;
insert into found
select l.org, 'district/' || n.name || '/' || l.fy || '/' || l.what || '/off', count(*)
from names n join dropped l on l.org = n.org and l.ctx = 'ledger' and l.what not in ('homon', 'sodan')
  and (l.part = n.id or exists (select 1 from heirs h where h.org = n.org and h.origin = l.part and h.heir = n.id))
where n.kind = 'district' group by l.org, n.name, l.fy, l.what;

-- Which measures a log serves: by the rules of plans that are decided and hold its year, then by a person's word.
create temp table serves as
with rules as (
  select p.org, p.f ->> '$.first_year' as first, p.f ->> '$.last_year' as last, r.value as rule
  from reg p join json_each(p.f) r on r.key like 'rule.%' where p.kind = 'plan' and p.f ->> '$.status' <> '案'),
ruled as (
  select distinct l.org, l.id, m.value as measure, l.fy
  from rules join held l on l.org = rules.org and l.ctx = 'ledger' and l.fy between first and last
  left join reg p on p.org = l.org and p.kind = 'place' and p.id = l.place
  join json_each(rule, '$.measures') m
  where (json_array_length(rule, '$.kinds') > 0 or rule ->> '$.group' is not null or rule ->> '$.runner' is not null
      or coalesce(rule ->> '$.opened_within_plan', 0))
    and (coalesce(json_array_length(rule, '$.kinds'), 0) = 0
      or l.what in (select value from json_each(rule, '$.kinds')))
    and (rule ->> '$.group' is null or rule ->> '$.group' = l.grp)
    and (rule ->> '$.runner' is null or rule ->> '$.runner' = p.f ->> '$.runner')
    and (not coalesce(rule ->> '$.opened_within_plan', 0)
      or p.f ->> '$.opened' between first || '-04-01' and (last + 1) || '-03-31'))
select r.org, r.id, r.measure from ruled r join reg m on m.org = r.org and m.kind = 'measure' and m.id = r.measure
where r.fy >= coalesce(m.f ->> '$.since', r.fy) and r.fy <= coalesce(m.f ->> '$.until', r.fy)
union
select l.org, l.id, substr(s.key, 8) from held l join json_each(l.f) s on s.key like 'serves.%' and s.value
where l.ctx = 'ledger'
except
select l.org, l.id, substr(s.key, 8) from held l join json_each(l.f) s on s.key like 'serves.%' and not s.value
where l.ctx = 'ledger';
create temp table done as
select s.measure, l.* from serves s join held l on l.org = s.org and l.id = s.id and l.ctx = 'ledger';
create index done_measure on done (org, measure);

-- What everybody may read: one to three are 少数.
insert into found
select org, 'summary/' || part || '/' || month || '/' || measure,
  case when count(*) <= 3 then '少数' else count(*) end
from done group by org, part, month, measure;

-- Targets with the days that they count.
create temp table targets as
select t.org, t.id, t.f, coalesce(t.f ->> '$.measure', i.f ->> '$.measure') as measure, t.f ->> '$.goal' as goal,
  p.f ->> '$.first_year' as first, p.f ->> '$.last_year' as last, i.f ->> '$.year' as item_year, w.today,
  min(w.today, (p.f ->> '$.last_year' + 1) || '-03-31') as last_day, '' as since, '' as until
from reg t join wards w on w.org = t.org join reg p on p.org = t.org and p.kind = 'plan' and p.id = t.f ->> '$.plan'
left join reg i on i.org = t.org and i.kind = 'item' and i.id = t.f ->> '$.item'
where t.kind = 'target';
update targets set
  since = case when f ->> '$.over' = 'plan' then first || '-04-01'
    when item_year is not null then item_year || '-04-01'
    else (substr(last_day, 1, 4) - (substr(last_day, 6, 2) < '04')) || '-04-01' end,
  until = case when f ->> '$.over' = 'year' and item_year is not null
    then min(today, (item_year + 1) || '-03-31') else last_day end;
delete from targets where first || '-04-01' > today or since > until;
create temp table of_targets as
select t.id as target, t.goal, t.f as tf, t.since, t.until, t.today, l.* from targets t
join done l on l.org = t.org and l.measure = t.measure
  and l.month between substr(t.since, 1, 7) and substr(t.until, 1, 7)
where t.f ->> '$.district' is null
  or exists (select 1 from heirs h where h.org = l.org and h.origin = l.part and h.heir = t.f ->> '$.district');

insert into found
select o.org, 'target/' || target, case tf ->> '$.unit'
  when '回' then count(*) when '人' then sum(heads) when '組' then sum(families) when '食' then sum(meals)
  when '日' then count(distinct part || day) when '団体' then count(distinct grp) when 'か所' then count(distinct place)
  when '地区' then (select count(distinct h.heir) from heirs h join of_targets x on x.target = o.target and x.org = o.org
    and h.org = x.org and h.origin = x.part) end
from of_targets o where goal = 'count' group by o.org, target;
insert into found
select org, 'target/' || target || '/at/' || place, count(*) from of_targets
where goal = 'frequency' and tf ->> '$.places' is not null and place is not null group by org, target, place;
insert into found
select org, 'target/' || target || '/' || month || '-01', count(*) from of_targets
where goal = 'frequency' and tf ->> '$.places' is null and tf ->> '$.per' = 'month' group by org, target, month;
insert into found
select org, 'target/' || target || '/' || since, count(*) from of_targets
where goal = 'frequency' and tf ->> '$.places' is null and tf ->> '$.per' = 'year' group by org, target;
insert into found
select org, 'target/' || target || '/' || week, count(distinct part || day) from (
  select *, date(since, '+' || (7 * cast((julianday(day) - julianday(since)) / 7 as integer)) || ' days') as week
  from of_targets where goal = 'frequency' and tf ->> '$.places' is null and tf ->> '$.per' = 'week' and day is not null)
where week <= until group by org, target, week;

-- 全地区: those that live on the last day.
create temp table covered as
select t.org, t.id as target, d.id as district, exists (
  select 1 from of_targets o join heirs h on h.org = o.org and h.origin = o.part and h.heir = d.id
  where o.org = t.org and o.target = t.id) as reached
from targets t join reg d on d.org = t.org and d.kind = 'district'
where t.goal = 'coverage' and coalesce(d.f ->> '$.since', '') <= t.until and coalesce(d.f ->> '$.until', '9999') >= t.until;
insert into found select org, 'target/' || target || '/all', count(*) from covered group by org, target;
insert into found select org, 'target/' || target || '/reached', sum(reached) from covered group by org, target;
insert into found select org, 'target/' || target || '/missing/' || district, 1 from covered where not reached;

-- Places: opened in the time, or open on the last day; a staff's record of a house is no place more.
insert into found
select t.org, 'target/' || t.id || '/counted', count(*)
from targets t join reg p on p.org = t.org and p.kind = 'place' and p.f ->> '$.of' is null
  and p.f ->> '$.what' in (select value from json_each(t.f, '$.place_kinds'))
where t.goal = 'places' and case t.f ->> '$.counts'
  when 'open' then coalesce(p.f ->> '$.opened', '') <= t.until and coalesce(p.f ->> '$.closed', '9999') >= t.until
  else p.f ->> '$.opened' between t.since and t.until end
group by t.org, t.id;
insert into found
select t.org, 'target/' || t.id || '/unknown', count(*)
from targets t join reg p on p.org = t.org and p.kind = 'place' and p.f ->> '$.of' is null
  and p.f ->> '$.what' in (select value from json_each(t.f, '$.place_kinds')) and p.f ->> '$.opened' is null
where t.goal = 'places' and t.f ->> '$.counts' = 'opened' group by t.org, t.id;

-- The plaza's draft: its courses of the year in its districts, and figures that name their source.
create temp table areas as
select d.org, d.id from reg d where d.kind = 'district' and d.f ->> '$.office' is not null
union
select o.org, substr(a.key, 10) from reg o join json_each(o.f) a on a.key like 'district.%' and a.value
where o.kind = 'office';
create temp table courses as
select l.*, w.today from held l join areas a on a.org = l.org and a.id = l.part join wards w on w.org = l.org
where l.ctx = 'ledger' and l.what = 'koza' and l.month <= substr(w.today, 1, 7)
  and l.fy = substr(w.today, 1, 4) - (substr(w.today, 6, 2) < '04');
insert into found
select org, 'draft/' || k.value, case k.value when 'times' then count(*) else sum(heads) end
from courses join json_each('["times","heads"]') k group by org, k.value;
insert into found
select l.org, 'draft/off', count(*) from dropped l join areas a on a.org = l.org and a.id = l.part
join wards w on w.org = l.org
where l.ctx = 'ledger' and l.what = 'koza' and l.month <= substr(w.today, 1, 7)
  and l.fy = substr(w.today, 1, 4) - (substr(w.today, 6, 2) < '04') group by l.org;
create temp table figures as
select g.org, g.f ->> '$.title' as title, coalesce(g.f ->> '$.office', '') as office, g.f ->> '$.number' as number,
  g.f ->> '$.year' is not null as whole,
  coalesce(g.f ->> '$.year', substr(g.f ->> '$.month', 1, 4) - (substr(g.f ->> '$.month', 6, 2) < '04')) as fy
from reg g where g.kind = 'figure' and trim(g.f ->> '$.source') <> '';
insert into found
select org, 'draft/figure/' || (row_number() over (partition by org order by number) - 1), number from (
  select g.org, g.title, sum(g.number) as number from figures g join wards w on w.org = g.org
  where g.fy = substr(w.today, 1, 4) - (substr(w.today, 6, 2) < '04')
    and (g.whole or not exists (select 1 from figures y where y.org = g.org and y.title = g.title and y.office = g.office
      and y.whole and y.fy = g.fy))
  group by g.org, g.title);
delete from found where number in ('0', '') or number is null;
