/**
 * Lets a Node process find `*.localhost` on machines whose resolver does not know that it is loopback
 * (RFC 6761 section 6.3): the engine tells buckets and APIs apart by such names. For `node --require`.
 */
const dns = require('node:dns');

const ask = dns.lookup;
const LOOPBACK = { address: '127.0.0.1', family: 4 };

dns.lookup = (name, options, callback) => {
  if (!/(^|\.)localhost$/.test(name)) return ask(name, options, callback);
  const [answer, wish] = typeof options === 'function' ? [options, {}] : [callback, options];
  const found = wish?.all ? [[LOOPBACK]] : [LOOPBACK.address, LOOPBACK.family];
  process.nextTick(answer, null, ...found);
};
