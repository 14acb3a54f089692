import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** In a list of addresses: the look-up of IPv6 addresses fails. */
export const NO_IPV6 = 'SERVFAIL';

/** The addresses of a name, one list per look-up of a family; the last one stays. `silent`: no answer at all. */
export type NameRecords = Readonly<Record<string, readonly (readonly string[] | 'silent')[]>>;

export interface NameServer {
  readonly address: string;
  /** `A receiver.example`, in the order in which they were asked. */
  readonly questions: readonly string[];
  close(): void;
}

const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' };

/** RFC 1035 §4.1.1. */
const SERVER_FAILURE = 2;

const readName = (packet: Buffer): { readonly name: string; readonly end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
};

const bytesOfIpv6 = (address: string): Buffer => {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
};

/** RFC 1035 §4: the question again, and an answer per address, without time to live. */
const replyTo = (packet: Buffer, end: number, addresses: readonly Buffer[], code = 0): Buffer => {
  const header = Buffer.from(packet.subarray(0, 12));
  header.writeUInt16BE(0x8180 + code, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const type = address.length === 4 ? 1 : 28;
    return Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, address.length]), address]);
  });
  return Buffer.concat([header, packet.subarray(12, end), ...records]);
};

/** A name server on loopback that answers what the test says, and may say something else every time. */
export const startNameServer = async (records: NameRecords): Promise<NameServer> => {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  const asked = new Map<string, number>();
  socket.on('message', (packet, from) => {
    const { name, end } = readName(packet);
    const type = TYPES[packet.readUInt16BE(end - 4)];
    const question = `${type} ${name}`;
    questions.push(question);
    const lists = records[name] ?? [[]];
    const turn = asked.get(question) ?? 0;
    asked.set(question, turn + 1);
    const list = lists[Math.min(turn, lists.length - 1)] ?? [];
    if (list === 'silent') return;
    if (type === 'AAAA' && list.includes(NO_IPV6))
      return socket.send(replyTo(packet, end, [], SERVER_FAILURE), from.port, from.address);
    const addresses = list
      .filter((address) => address !== NO_IPV6 && address.includes(':') === (type === 'AAAA'))
      .map((address) => (type === 'A' ? Buffer.from(address.split('.').map(Number)) : bytesOfIpv6(address)));
    socket.send(replyTo(packet, end, addresses), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, questions, close: () => socket.close() };
};
