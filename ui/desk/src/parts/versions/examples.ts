import { h } from 'vue'
import Versions from './Versions.vue'

const one = (version: number, of?: number) => ({ version, digest: 'd', note: version > 1 ? 'Осень' : '', at: new Date().toISOString(), by: 'Орлова Т.', of, published: new Date().toISOString() })

export default {
	'as the file says': () => h(Versions, { versions: [], inForce: 0, may: true, founding: 'Как в профиле' }),
	'taken back': () => h(Versions, { versions: [one(3, 1), one(2), one(1)], inForce: 3, may: true, founding: 'Как в профиле' }),
	'to look at': () => h(Versions, { versions: [one(2), one(1)], inForce: 2, may: true, founding: 'Как в профиле', read: () => Promise.resolve(['a: 1']) }),
	'to read': () => h(Versions, { versions: [one(2), one(1)], inForce: 2, may: false, founding: 'Как в профиле' }),
}
