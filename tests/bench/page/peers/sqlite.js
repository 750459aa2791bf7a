// The page's side of SQLite in its worker.
export const open = async () => {
  const worker = new Worker('/bench/peers/sqlite-worker.js', { type: 'module' });
  const waiting = new Map();
  worker.onmessage = ({ data: [turn, told, error] }) => {
    const { done, fail } = waiting.get(turn);
    waiting.delete(turn);
    if (error) fail(new Error(error)); else done(told);
  };
  let turns = 0;
  const call = (act) => (...given) => new Promise((done, fail) => {
    turns += 1;
    waiting.set(turns, { done, fail });
    worker.postMessage([turns, act, given]);
  });
  await call('open')();
  return { fill: call('fill'), save: call('save'), newest: call('newest'), count: call('count') };
};
