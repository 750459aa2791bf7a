// A program as it is sent, put together again; xtask/src/pack.rs says how it is taken apart, and why.
// Part of the page's first script and of the service worker: `cargo xtask precache` puts it before each.
const STREAMS = 14;
const [OUTSIDE, DEEDS, LOCALS, OFFSETS, NUMBERS, ADDRESSES, CALLS, BRANCHES, BLOCKS, WIDE, WAYS, DECLARED, ALIGNMENTS, REST, MORE] =
  Array(STREAMS + 1).keys();
const NATURAL = "23230011001122232301012"; // alignments of loads and stores, from 0x28 on
// From which stream an instruction has its one number; those with more, or less, are told apart below.
const ONE = new Uint8Array(256);
ONE.fill(MORE, 2, 5).fill(BRANCHES, 0x0c, 0x0e).fill(LOCALS, 0x20, 0x23).fill(REST, 0x23, 0x27).fill(OFFSETS, 0x28, 0x3f);
ONE.fill(REST, 0x3f, 0x41).fill(MORE, 0x43, 0x45);
for (const [one, stream] of [[0x0b, MORE], [0x0e, MORE], [0x10, CALLS], [0x11, MORE], [0x1c, MORE], [0x41, NUMBERS], [0x42, WIDE], [0xd0, REST], [0xd2, REST], [0xfc, MORE], [254, ADDRESSES], [255, MORE]]) ONE[one] = stream;

// So many milliseconds of work at a time: a page that waits for its program still moves under the finger.
const STEP_MS = 5;
const breath = () =>
  new Promise((done) => {
    const line = new MessageChannel();
    line.port1.onmessage = done;
    line.port2.postMessage(0);
  });

async function unpacked(file) {
  const [size, before, functions, ...lengths] = new Uint32Array(file, 0, STREAMS + 3);
  let from = (STREAMS + 3) * 4;
  const streams = lengths.map((length) => new Uint8Array(file, (from += length) - length, length));
  const here = new Uint32Array(STREAMS);
  const ROOM = 5; // for a function's size, which is known once it is there
  const made = new Uint8Array(size + ROOM);
  let at = 0;
  const copy = (stream, bytes) => {
    made.set(streams[stream].subarray(here[stream], (here[stream] += bytes)), at);
    at += bytes;
  };
  const number = (stream) => {
    const bytes = streams[stream];
    let place = here[stream];
    let value = 0;
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = made[at++] = bytes[place++];
      value |= (byte & 127) << shift;
    }
    here[stream] = place;
    return value;
  };
  const numbers = (stream, count) => {
    while (count-- > 0) number(stream);
  };
  const deeds = streams[DEEDS];
  let deed = 0;

  // The instructions of a function, to where its outermost block ends.
  const instructions = () => {
    for (let depth = 0; ; ) {
      const one = (made[at++] = deeds[deed++]);
      const stream = ONE[one];
      if (stream === 0) continue;
      if (stream === ADDRESSES) made[at - 1] = 0x41;
      if (stream === OFFSETS) made[at++] = NATURAL[one - 0x28];
      if (stream < MORE) number(stream);
      else if (one === 0x0b) {
        if (depth-- === 0) return;
      } else if (one < 5) depth++, number(BLOCKS);
      else if (one === 0x0e) numbers(WAYS, number(WAYS) + 1);
      else if (one === 0x11) numbers(REST, 2);
      else if (one === 0x1c) numbers(REST, number(REST));
      else if (one === 0x43 || one === 0x44) copy(REST, one === 0x43 ? 4 : 8);
      else if (one === 0xfc) {
        const more = number(REST);
        if (more > 7) numbers(REST, more < 15 && more % 2 === 0 ? 2 : 1);
      } else {
        // A memory that is not aligned as its own width: what is done comes after the mark.
        made[at - 1] = deeds[deed++];
        copy(ALIGNMENTS, 1);
        number(OFFSETS);
      }
    }
  };

  copy(OUTSIDE, before);
  let until = 0;
  for (let left = functions; left > 0; left--) {
    if (left % 32 === 0 && performance.now() > until) {
      await breath();
      until = performance.now() + STEP_MS;
    }
    const start = at;
    at += ROOM;
    numbers(DECLARED, number(DECLARED) * 2);
    instructions();
    let [to, rest] = [start, at - start - ROOM];
    do made[to++] = (rest & 127) | (rest > 127 ? 128 : 0);
    while ((rest >>= 7));
    made.copyWithin(to, start + ROOM, at);
    at -= start + ROOM - to;
  }
  copy(OUTSIDE, streams[OUTSIDE].length - before);
  givenBack(file);
  return made.subarray(0, size);
}

// A page collects by the number of its objects, and megabytes of buffers are few of them. Browsers of before 2024 cannot.
function givenBack(buffer) {
  if (buffer.transfer) buffer.transfer(0);
}
