/* Topics as they are offered: a tree of two levels, in one list */
export interface TopicOffered { id: string, name: string, parent?: string | null }

/** «ЖКХ → Отопление» */
export function topicPath(topics: TopicOffered[], id: string): string {
	const own = topics.find((one) => one.id === id)
	return !own ? '' : own.parent ? `${topicPath(topics, own.parent)} → ${own.name}` : own.name
}
