/* fake_rtc.mjs: what a browser has for calls, without sound: for the looks of the desk beside its mock. Runs in the page, before its scripts */
export function fakeRtc() {
  const track = () => Object.assign(new EventTarget(), { kind: 'audio', enabled: true, stop() {} });
  const device = (kind, deviceId, label) => ({ kind, deviceId, label });
  const devices = [
    device('audioinput', 'a', 'Гарнитура Jabra Evolve 20'), device('audioinput', 'b', 'Встроенный микрофон'),
    device('audiooutput', 'c', 'Гарнитура Jabra Evolve 20'), device('audiooutput', 'd', 'Динамики'),
  ];
  class Stream {
    constructor(tracks = [track()]) { this.tracks = tracks; }
    getTracks() { return this.tracks; }
    getAudioTracks() { return this.tracks; }
  }
  const media = Object.assign(new EventTarget(), {
    getUserMedia: async () => {
      if (window.noMicrophone) throw new DOMException('', window.noMicrophone);
      return new Stream();
    },
    enumerateDevices: async () => devices,
  });
  Object.defineProperty(navigator, 'mediaDevices', { value: media });
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { value: null, writable: true });
  navigator.permissions.query = async () => ({ state: 'granted' });
  window.AudioContext = class {
    createAnalyser() { return { fftSize: 0, getFloatTimeDomainData: (data) => data.fill(0.05) }; }
    createMediaStreamSource() { return { connect() {} }; }
    close() {}
    state = 'suspended';
  };
  window.connections = [];
  window.RTCPeerConnection = class extends EventTarget {
    constructor() { super(); window.connections.push(this); }
    addTransceiver() { return { setCodecPreferences() {} }; }
    getSenders() { return [{ replaceTrack: async () => {}, dtmf: null }]; }
    async createOffer() { return { type: 'offer', sdp: 'v=0' }; }
    async setLocalDescription(own) { this.localDescription = own; }
    async setRemoteDescription() { this.become('connected'); }
    become(state) { this.connectionState = state; this.onconnectionstatechange?.(); }
    async getStats() { return new Map([['p', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.042 }]]); }
    close() {}
  };
  window.RTCPeerConnection.prototype.localDescription = null;
}
