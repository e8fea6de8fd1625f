// peer.js: one audio connection of a browser with the program: a microphone, a loudspeaker, one offer, one answer.
// Used by the citizens' page and by the desk. Knows nothing of calls: whoever uses it gives `exchange`, which takes an SDP offer
// to the server and brings the answer.

const LOOK_MS = 2000, LEVEL_MS = 100;

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

const microphone = id => navigator.mediaDevices.getUserMedia({ audio: id ? { ...AUDIO, deviceId: { exact: id } } : AUDIO });

/** Sound as it should reach the telephone network: A-law, so that nothing is converted on the way; keys as events */
function prefer(transceiver) {
	const known = RTCRtpSender.getCapabilities?.('audio')?.codecs ?? [];
	const want = ['audio/pcma', 'audio/pcmu', 'audio/telephone-event', 'audio/opus'];
	const rank = codec => want.indexOf(codec.mimeType.toLowerCase());
	const chosen = known.filter(codec => rank(codec) >= 0).sort((a, b) => rank(a) - rank(b));
	if (chosen.length) transceiver.setCodecPreferences?.(chosen);
}

export class Peer {
	/**
	 * @param audio    an <audio> element for what is heard
	 * @param exchange async offer => answer
	 * @param on       { state(name), level(0…1), quality({ms, loss, grade}) }; states: connecting, connected, lost, closed
	 */
	constructor({ audio, exchange, on = {} }) {
		Object.assign(this, { audio, exchange, on, pc: null, stream: null, muted: false, last: null });
	}

	/** Asks for the microphone: before a call, so that nobody is answered without one */
	async open(id) {
		const stream = await microphone(id);
		this.#stop();
		this.stream = stream;
		stream.getAudioTracks()[0].enabled = !this.muted;
		this.#meter();
		return stream;
	}

	/** Connects, or connects anew: the old connection is left alone until the new one has its answer */
	async connect() {
		const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }), old = this.pc;
		this.#say('connecting');
		prefer(pc.addTransceiver(this.stream.getAudioTracks()[0], { direction: 'sendrecv', streams: [this.stream] }));
		pc.ontrack = event => {
			this.audio.srcObject = new MediaStream([event.track]);
			this.audio.play()?.catch(() => {});
		};
		pc.onconnectionstatechange = () => this.pc === pc && this.#changed(pc.connectionState);
		try {
			await pc.setLocalDescription(await pc.createOffer());
			const sdp = await this.exchange(pc.localDescription.sdp);
			this.pc = pc;
			await pc.setRemoteDescription({ type: 'answer', sdp });
		} catch (error) {
			pc.close();
			this.pc = old;
			throw error;
		}
		old?.close();
		clearInterval(this.looking);
		this.last = null;
		this.looking = setInterval(() => this.#look(), LOOK_MS);
	}

	mute(on) {
		this.muted = on;
		this.stream?.getAudioTracks().forEach(track => { track.enabled = !on; });
	}

	/** Another microphone, also in the middle of a call */
	async use(id) {
		const stream = await this.open(id);
		await this.pc?.getSenders()[0]?.replaceTrack(stream.getAudioTracks()[0]);
	}

	/** Another loudspeaker; false: this browser cannot choose */
	async speaker(id) {
		if (!this.audio.setSinkId) return false;
		await this.audio.setSinkId(id);
		return true;
	}

	/** Presses a key; false: the connection has no keys */
	press(key) {
		const keys = this.pc?.getSenders()[0]?.dtmf;
		if (!keys?.canInsertDTMF) return false;
		keys.insertDTMF((keys.toneBuffer ?? '') + key, 120, 70);
		return true;
	}

	/** Ends the connection and gives the microphone back */
	close() {
		clearInterval(this.looking);
		this.pc?.close();
		this.pc = null;
		this.audio.srcObject = null;
		this.#stop();
		this.#say('closed');
	}

	#say(state) {
		if (this.state !== state) this.on.state?.(this.state = state);
	}

	#changed(state) {
		if (state === 'connected') this.#say('connected');
		else if (state === 'failed' || state === 'disconnected' || state === 'closed') this.#say('lost');
	}

	#stop() {
		clearInterval(this.metering);
		this.context?.close();
		this.context = null;
		this.stream?.getTracks().forEach(track => track.stop());
		this.stream = null;
	}

	/* Loudness of the microphone, so that people see that they are heard */
	#meter() {
		if (!this.on.level) return;
		const context = this.context = new AudioContext(), meter = context.createAnalyser(), data = new Float32Array(1024);
		meter.fftSize = data.length;
		context.createMediaStreamSource(this.stream).connect(meter);
		this.metering = setInterval(() => {
			meter.getFloatTimeDomainData(data);
			const rms = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
			this.on.level(this.muted ? 0 : Math.min(1, Math.max(0, 1 + Math.log10(rms + 1e-6) / 3)));
		}, LEVEL_MS);
	}

	/* Round trip and loss of both ways since the last look; grades: 0 bad, 1 fair, 2 good */
	async #look() {
		let ms = null, got = 0, lost = 0, away = null;
		for (const s of (await this.pc?.getStats() ?? new Map()).values()) {
			if (s.type === 'candidate-pair' && s.nominated && s.currentRoundTripTime != null) ms = Math.round(s.currentRoundTripTime * 1000);
			if (s.type === 'inbound-rtp') { got = s.packetsReceived; lost = Math.max(0, s.packetsLost); }
			if (s.type === 'remote-inbound-rtp') away = s.fractionLost ?? null;
		}
		const last = this.last ?? { got, lost };
		this.last = { got, lost };
		const all = got - last.got + lost - last.lost;
		const loss = Math.max(all > 0 ? (lost - last.lost) / all : 0, away ?? 0);
		if (ms === null) return;
		this.on.quality?.({ ms, loss, grade: ms < 200 && loss < 0.02 ? 2 : ms < 500 && loss < 0.08 ? 1 : 0 });
	}
}
