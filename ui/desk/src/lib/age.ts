/** Seconds as a clock that runs: "1:05", "1:02:05" */
export function age(seconds: number): string {
	const two = (n: number): string => String(n).padStart(2, '0')
	const minutes = Math.floor(seconds / 60)
	return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
