//! Which heading stands under which, read so that none is ever lost: where headings stand above one another in a circle,
//! or under one that is gone, the reading says where they stand. No words, no order of print, nothing is changed.

use super::node::Node;
use crate::id::NodeId;
use crate::sorted::{SortedMap, SortedSet};

/// The heading above each, as it is read; none at the top.
///
/// Two people who each move a heading, both without a network, can make a circle that neither could see: the server
/// refuses the second, but until its answer is here a device shows both. Of a circle the heading of least order stands
/// at the top, so every device that holds the same rows reads the same tree. A heading that hangs under one which is
/// not there, or under one of another plan, stands at the top too.
pub fn above<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> SortedMap<NodeId, Option<NodeId>> {
    let nodes: SortedMap<NodeId, &Node> = nodes.into_iter().map(|node| (node.id, node)).collect();
    let parent = |node: &Node| {
        let above = node.parent.and_then(|id| nodes.get(&id)).filter(|above| above.plan == node.plan);
        above.map(|above| above.id)
    };
    let mut read: SortedMap<NodeId, Option<NodeId>> =
        nodes.values().map(|node| (node.id, parent(node))).collect();
    let mut sound = SortedSet::new();
    for start in nodes.keys() {
        let mut way: Vec<NodeId> = Vec::new();
        let mut next = Some(*start);
        while let Some(id) = next.filter(|id| !sound.contains(id)) {
            if let Some(at) = way.iter().position(|one| *one == id) {
                let least =
                    way.iter().skip(at).min_by_key(|id| (nodes.get(*id).map(|node| node.order), **id));
                if let Some(least) = least {
                    read.insert(*least, None);
                }
                break;
            }
            way.push(id);
            next = read.get(&id).copied().flatten();
        }
        for id in way {
            sound.insert(id);
        }
    }
    read
}

/// How deep a heading stands in the reading, from 1 at the top.
pub fn depth(above: &SortedMap<NodeId, Option<NodeId>>, node: NodeId) -> u64 {
    let next = |id: &NodeId| above.get(id).copied().flatten();
    let mut deep = 0;
    let mut at = Some(node);
    while let Some(id) = at {
        deep += 1;
        at = next(&id);
    }
    deep
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PlanId, derived};
    use crate::record::{Fields, Kind};

    fn id(name: &str) -> NodeId {
        NodeId::of(derived(&[name]))
    }

    fn node(name: &str, order: u64, parent: Option<&str>) -> Node {
        let record = crate::plan::tests::record(id(name).record(), Kind::Node, Fields::new());
        let plan = Some(PlanId::of(derived(&["plan"])));
        Node { plan, order, parent: parent.map(id), ..Node::read(&record) }
    }

    #[test]
    fn a_circle_is_cut_above_its_first_heading_and_what_hangs_on_it_stays() {
        let nodes = [
            node("a", 3, Some("c")),
            node("b", 2, Some("a")),
            node("c", 1, Some("b")),
            node("leaf", 0, Some("a")),
            node("own", 9, Some("own")),
        ];
        let read = above(&nodes);
        assert_eq!(read.get(&id("c")), Some(&None));
        assert_eq!(read.get(&id("a")), Some(&Some(id("c"))));
        assert_eq!(read.get(&id("b")), Some(&Some(id("a"))));
        assert_eq!(read.get(&id("own")), Some(&None));
        assert_eq!((depth(&read, id("b")), depth(&read, id("leaf"))), (3, 3));
        let turned = above(nodes.iter().rev());
        assert_eq!(read, turned, "whatever the order they came in");
    }

    #[test]
    fn what_hangs_under_nothing_stands_at_the_top() {
        let mut other = node("other", 1, None);
        other.plan = None;
        let read = above(&[node("a", 1, Some("gone")), node("b", 2, Some("other")), other]);
        assert!(read.values().all(Option::is_none));
    }
}
