/* Made by words.ts of the catalogue */
declare module 'words:*' {
	const words: object
	export default words
}
