/** One of a menu; `on` is said of those that are chosen or not */
export interface Entry { id: string, name: string, icon?: string, on?: boolean, after?: string, line?: boolean }
