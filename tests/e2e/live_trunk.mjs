/* live_trunk.mjs: a carrier that says nothing, and then answers, on the screen of the line */
import dgram from 'node:dgram';
import { look, result, says, signIn } from './live_tool.mjs';

/** 200 to whatever is asked: RFC 3261 §8.2.6 */
function answer(request) {
  const head = request.split('\r\n'), of = (name) => head.filter((line) => line.toLowerCase().startsWith(name + ':'));
  return ['SIP/2.0 200 OK', ...of('via'), ...of('from'), ...of('to').map((line) => line + ';tag=carrier'), ...of('call-id'), ...of('cseq'), 'Content-Length: 0', '', ''].join('\r\n');
}

export async function trunk(browser, origin, password) {
  const carrier = dgram.createSocket('udp4');
  const { context, page, bad } = await signIn(browser, origin, 'supervisor', password, '#/line');
  try {
    await says(page, '.line-trunks', /trunk.*Нет связи.*Молчит/s, 'a carrier that says nothing is down');
    await look(page, 'trunk-down');
    carrier.on('message', (data, from) => carrier.send(answer(data.toString()), from.port, from.address));
    await new Promise((done) => carrier.bind(Number(process.env.CARRIER), '127.0.0.1', done));
    await says(page, '.line-trunks', /trunk.*На связи/s, 'and up when it answers');
    await page.goto(`${origin}/desk/#/settings/trunks`);
    await says(page, '.trunks', /trunk.*На связи/s, 'in the settings, too');
    result(!bad.length, `trunk: ${bad.join('; ')}`);
  } finally {
    await new Promise((done) => carrier.close(done)).catch(() => {});
    await context.close();
  }
}
