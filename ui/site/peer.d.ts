export interface PeerEvents {
	state?: (state: 'connecting' | 'connected' | 'lost' | 'closed') => void
	level?: (level: number) => void
	quality?: (quality: { ms: number, loss: number, grade: 0 | 1 | 2 }) => void
}

export class Peer {
	constructor(own: { audio: HTMLAudioElement, exchange: (offer: string) => Promise<string>, on?: PeerEvents })
	readonly state?: string
	readonly muted: boolean
	open(id?: string): Promise<MediaStream>
	connect(): Promise<void>
	mute(on: boolean): void
	use(id: string): Promise<void>
	speaker(id: string): Promise<boolean>
	press(key: string): boolean
	close(): void
}
