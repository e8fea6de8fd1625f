/* sound.mjs: microphones that are files, and ears that measure: a tone has energy at its frequency, or it has not */
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const rate = 48000;

/** A WAV file of a tone, on for 0.4 s in each 0.5 s, so that it sounds like no noise; for ever in Chromium's loop */
export function tone(file, hz, seconds = 2) {
  const n = rate * seconds, data = Buffer.alloc(44 + 2 * n);
  data.write('RIFF', 0); data.writeUInt32LE(36 + 2 * n, 4); data.write('WAVEfmt ', 8); data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20); data.writeUInt16LE(1, 22); data.writeUInt32LE(rate, 24); data.writeUInt32LE(2 * rate, 28);
  data.writeUInt16LE(2, 32); data.writeUInt16LE(16, 34); data.write('data', 36); data.writeUInt32LE(2 * n, 40);
  for (let i = 0; i < n; i++)
    data.writeInt16LE(i % (rate / 2) < 0.4 * rate ? Math.round(9000 * Math.sin(2 * Math.PI * hz * i / rate)) : 0, 44 + 2 * i);
  fs.writeFileSync(file, data);
  return file;
}

/** A browser whose microphone is a file, and persons (contexts) in it; the sound is taken as it is, for a suppressor of noise takes a tone for one */
export async function speaker(file) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file}`,
      '--autoplay-policy=no-user-gesture-required'],
  });
  const person = async (locale = 'ru-RU') => {
    const context = await browser.newContext({ permissions: ['microphone'], locale, viewport: { width: 1440, height: 900 } });
    await context.addInitScript(() => {
      const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
      if (ask)
        navigator.mediaDevices.getUserMedia = (want) => ask({ audio: { ...want.audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    });
    return context;
  };
  return { browser, person };
}

/** What is heard through an <audio> in `ms`: level of each frequency beside that of all the sound, and the level in all (dB of full scale) */
export async function hear(page, selector, hzs, ms = 1500) {
  return page.evaluate(async ({ selector, hzs, ms }) => {
    const from = document.querySelector(selector), stream = from?.srcObject ?? (from?.src ? from.captureStream() : null);
    if (!stream) return { level: -200, tones: hzs.map(() => 0) };
    const context = new AudioContext(), ear = context.createAnalyser();
    ear.fftSize = 4096; ear.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(ear);
    await context.resume();
    const wave = new Float32Array(ear.fftSize), sums = hzs.map(() => 0);
    let all = 0, n = 0;
    for (const until = performance.now() + ms; performance.now() < until;) {
      await new Promise((done) => setTimeout(done, 60));
      ear.getFloatTimeDomainData(wave);
      const power = wave.reduce((sum, x) => sum + x * x, 0) / wave.length;
      if (power < 1e-7) { n++; continue; }
      all += power; n++;
      hzs.forEach((hz, i) => {
        let re = 0, im = 0;
        for (let k = 0; k < wave.length; k++) {
          const a = 2 * Math.PI * hz * k / context.sampleRate;
          re += wave[k] * Math.cos(a); im += wave[k] * Math.sin(a);
        }
        sums[i] += 2 * (re * re + im * im) / wave.length ** 2;
      });
    }
    await context.close();
    return { level: all ? 10 * Math.log10(all / n) : -200, tones: sums.map((s) => all ? s / all : 0) };
  }, { selector, hzs, ms });
}
