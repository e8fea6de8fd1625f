// call.js: «Позвонить отсюда». Without it the page shows the telephone number. A reload within 30 seconds goes on with the call.

const { Peer } = await import(document.getElementById('peer').href);
const $ = id => document.getElementById(id);
const text = (key, args = {}) => (document.querySelector(`#texts [data-key="${key}"]`)?.textContent ?? '')
	.replace(/\{(\w+)\}/g, (all, name) => args[name] ?? all);
const root = $('call'), KEEP = 'call', AGAIN_MS = 2000, LOST_MS = 30000, LOOK_MS = 2000;
let call = null, looking = 0, lostAt = 0, wanted = false;

async function ask(method, path, body) {
	const headers = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang };
	if (body) headers['Content-Type'] = 'application/json';
	if (call) headers['X-Call-Token'] = call.token;
	const reply = await fetch('/api/v1/calls' + path, { method, headers, body: body && JSON.stringify(body), keepalive: method === 'DELETE' });
	const got = reply.status === 204 ? null : await reply.json().catch(() => null);
	if (!reply.ok) throw Object.assign(new Error(got?.detail ?? text('failed')), { status: reply.status });
	return got;
}

async function exchange(sdp) {
	if (call) return (await ask('POST', `/${call.id}/connection`, { sdp })).sdp;
	const got = await ask('POST', '', { line: root.dataset.line, sdp });
	call = { id: got.id, token: got.token };
	sessionStorage.setItem(KEEP, JSON.stringify(call));
	return got.sdp;
}

function say(words, trouble = false) {
	if ($('call-state').textContent !== words) $('call-state').textContent = words;
	$('call-state').classList.toggle('err', trouble);
	if ($('call-instead')) $('call-instead').hidden = !trouble;
}

/* The letters of a number are shared: ten digits and two letters, Latin on the wire */
const russian = number => number.replace(/[A-Z]/g, letter => 'АВЕКМНОРСТУХ'['ABEKMHOPCTYX'.indexOf(letter)] ?? letter);

/* Stays when the call has ended: it is what the citizen keeps of it */
function number({ number, code }) {
	const words = text('number', { number: document.documentElement.lang === 'ru' ? russian(number) : number }) + (code ? ' ' + text('code', { code }) : '');
	if ($('call-number').textContent !== words) $('call-number').textContent = words;
	$('call-number').hidden = false;
}

function show() {
	root.dataset.state = wanted ? 'on' : 'off';
	$('call-start').hidden = wanted;
	$('call-on').hidden = !wanted;
}

const peer = new Peer({
	audio: $('call-audio'), exchange,
	on: {
		state(state) {
			root.dataset.media = state;
			if (state === 'connected') { lostAt = 0; look(); }
			if (state === 'lost' && wanted) { lostAt ||= Date.now(); say(text('lost'), true); again(); }
		},
		level(level) { $('call-level').value = level; },
		quality({ ms, grade }) {
			$('call-quality').textContent = text(['bad', 'fair', 'good'][grade], { ms });
			root.dataset.quality = grade;
		},
	},
});

function end(words, trouble = false) {
	wanted = false;
	call = null;
	lostAt = 0;
	clearTimeout(looking);
	sessionStorage.removeItem(KEEP);
	peer.close();
	$('call-quality').textContent = '';
	$('call-level').value = 0;
	say(words, trouble);
	show();
	if (document.activeElement === document.body) $('call-start').focus();
}

async function again() {
	if (!wanted) return;
	if (Date.now() - lostAt > LOST_MS) return end(text('gone'), true);
	try {
		await peer.connect();
	} catch (error) {
		if (error.status === 404) return end(text('over'));
		setTimeout(again, AGAIN_MS);
	}
}

/* How the call stands: asked, for a page call has no stream of events */
async function look() {
	clearTimeout(looking);
	if (!wanted || !call) return;
	looking = setTimeout(look, LOOK_MS);
	try {
		const got = await ask('GET', `/${call.id}`);
		if (got.state === 'ended') return end(text('over'));
		if (got.number) number(got);
		if (!lostAt) say(got.lost ? text('away') : text(got.state, { place: got.place ?? '' }) || text('menu'));
	} catch (error) {
		if (error.status === 404) end(text('over'));
	}
}

/* Chosen once on this machine, and remembered */
const chosen = kind => { try { return localStorage.getItem(kind) ?? ''; } catch { return ''; } };
const choose = (kind, id) => { try { localStorage.setItem(kind, id); } catch { /* then not */ } };

async function devices() {
	const all = await navigator.mediaDevices.enumerateDevices();
	for (const [kind, id] of [['audioinput', 'call-microphone'], ['audiooutput', 'call-speaker']]) {
		const list = all.filter(device => device.kind === kind && device.label), select = $(id), now = select.value || chosen(kind);
		select.replaceChildren(...list.map(device => new Option(device.label, device.deviceId)));
		if (list.some(device => device.deviceId === now)) select.value = now;
		select.closest('.field').hidden = list.length < 2 || (kind === 'audiooutput' && !peer.audio.setSinkId);
	}
}

async function begin() {
	wanted = true;
	show();
	say(text('microphone'));
	try {
		await peer.open(chosen('audioinput') || undefined).catch(error => {
			if (error.name !== 'OverconstrainedError') throw error;
			return peer.open();              // the one that was chosen is gone
		});
		if (chosen('audiooutput')) peer.speaker(chosen('audiooutput')).catch(() => {});
		devices();
		say(text('connecting'));
		await peer.connect();
		$('call-end').focus();
	} catch (error) {
		const denied = { NotAllowedError: 'denied', NotFoundError: 'none', NotReadableError: 'none' }[error.name];
		if (call && error.status !== 404 && !denied) { lostAt ||= Date.now(); return setTimeout(again, AGAIN_MS); }
		end(denied ? text(denied) : error.status === 404 && call ? text('over') : error.message, !(error.status === 404 && call));
	}
}

async function press(key) {
	if (peer.press(key)) return;
	try {
		await ask('POST', `/${call.id}/digits`, { digit: key });
	} catch (error) {
		say(error.message, true);
	}
}

$('call-start').onclick = begin;
$('call-end').onclick = async () => {
	const was = call;
	if (was) ask('DELETE', `/${was.id}`).catch(() => {});
	end(text('ended'));
	$('call-start').focus();
};
$('call-mute').onclick = () => {
	peer.mute(!peer.muted);
	$('call-mute').setAttribute('aria-pressed', peer.muted);
};
for (const key of document.querySelectorAll('#call-keys button')) key.onclick = () => press(key.value);
$('call-on').addEventListener('keydown', event => {
	if (/^[0-9*#]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey && event.target.tagName !== 'SELECT') press(event.key);
});
$('call-microphone').onchange = event => {
	choose('audioinput', event.target.value);
	peer.use(event.target.value).catch(() => say(text('none'), true));
};
$('call-speaker').onchange = event => {
	choose('audiooutput', event.target.value);
	peer.speaker(event.target.value).catch(() => {});
};
if (navigator.mediaDevices) navigator.mediaDevices.ondevicechange = () => wanted && devices();

if (root.dataset.line && navigator.mediaDevices && window.RTCPeerConnection) {
	root.hidden = false;
	$('call-without').hidden = true;
	try { call = JSON.parse(sessionStorage.getItem(KEEP)); } catch { call = null; }
	show();
	if (call) begin();
}
