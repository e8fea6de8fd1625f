/* Any sound that the browser can play becomes what the telephone plays: WAV, mono, 16 bits, 8 kHz */
const RATE = 8000
const HEAD = 44

/** Samples from -1 to 1 as a file */
export function wavOf(samples: Float32Array): Uint8Array {
	const data = new DataView(new ArrayBuffer(HEAD + 2 * samples.length))
	const text = (at: number, word: string): void => { for (let i = 0; i < word.length; i++) data.setUint8(at + i, word.charCodeAt(i)) }
	text(0, 'RIFF')
	data.setUint32(4, HEAD - 8 + 2 * samples.length, true)
	text(8, 'WAVEfmt ')
	data.setUint32(16, 16, true)
	data.setUint16(20, 1, true)
	data.setUint16(22, 1, true)
	data.setUint32(24, RATE, true)
	data.setUint32(28, 2 * RATE, true)
	data.setUint16(32, 2, true)
	data.setUint16(34, 16, true)
	text(36, 'data')
	data.setUint32(40, 2 * samples.length, true)
	for (const [i, one] of samples.entries()) data.setInt16(HEAD + 2 * i, Math.round(Math.max(-1, Math.min(1, one)) * 32767), true)
	return new Uint8Array(data.buffer)
}

/** Bytes as base64, a piece at a time: a call has a ceiling of arguments */
export function base64(bytes: Uint8Array): string {
	let text = ''
	for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
	return btoa(text)
}

/** A file of the browser's own; throws when it is no sound */
export async function telephoneSound(file: Blob): Promise<string> {
	const whole = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await file.arrayBuffer())
	const context = new OfflineAudioContext(1, Math.max(1, Math.ceil(whole.duration * RATE)), RATE)
	const source = context.createBufferSource()
	source.buffer = whole
	source.connect(context.destination)
	source.start()
	return base64(wavOf((await context.startRendering()).getChannelData(0)))
}
