/* What the headset plays while a call rings: two short notes every two seconds. Silent where the browser allows no sound yet */
const NOTES_HZ = [660, 880], NOTE_S = 0.16, EVERY_MS = 2000, LOUDNESS = 0.12

export class Bell {
	private timer: ReturnType<typeof setInterval> | undefined
	private context: AudioContext | undefined

	ring(): void {
		this.stop()
		if (typeof AudioContext === 'undefined') return
		this.context = new AudioContext()
		this.play()
		this.timer = setInterval(() => this.play(), EVERY_MS)
	}

	stop(): void {
		clearInterval(this.timer)
		void this.context?.close()
		this.context = undefined
	}

	private play(): void {
		const context = this.context
		if (!context || context.state !== 'running') return
		NOTES_HZ.forEach((hz, i) => {
			const tone = context.createOscillator(), gain = context.createGain(), at = context.currentTime + i * NOTE_S * 1.4
			tone.frequency.value = hz
			gain.gain.setValueAtTime(LOUDNESS, at)
			gain.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S)
			tone.connect(gain).connect(context.destination)
			tone.start(at)
			tone.stop(at + NOTE_S)
		})
	}
}
