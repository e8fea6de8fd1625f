/* Screens. The place stands behind «#»: numbers of appeals never reach a log, and the server serves one page. */
import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import CardScreen from './screens/appeal/CardScreen.vue'
import WorkScreen from './screens/work/WorkScreen.vue'
import { useSession } from './store/session'
import { lateWords } from './text/t'

/** Where somebody who is signed in ends up who asked for a screen by its name */
export function allowed(name: unknown): true | string {
	const session = useSession()
	const may: Record<string, boolean> = {
		work: session.atDesk,
		appeals: session.atDesk,
		register: session.atDesk,
		card: session.reads,
		settings: session.has('supervisor', 'administrator'),
		journal: session.has('supervisor', 'auditor'),
		line: session.atDesk || session.has('auditor'),
		figures: session.has('supervisor', 'auditor'),
	}
	return may[String(name)] || session.home
}

export function makeRouter(): Router {
	const session = useSession()
	const router = createRouter({
		history: createWebHashHistory(),
		routes: [
			{ path: '/work/:number?', name: 'work', component: WorkScreen },
			{ path: '/appeals/:number?', name: 'appeals', component: WorkScreen },
			{ path: '/register', name: 'register', component: () => import('./screens/register/RegisterScreen.vue') },
			{ path: '/card/:number', name: 'card', component: CardScreen },
			{ path: '/settings/:section?/:name?', name: 'settings', component: () => Promise.all([import('./screens/settings/SettingsScreen.vue'), lateWords()]).then(([screen]) => screen) },
			{ path: '/line', name: 'line', component: () => import('./screens/line/LineScreen.vue') },
			{ path: '/figures', name: 'figures', component: () => import('./screens/figures/FiguresScreen.vue') },
			{ path: '/journal', name: 'journal', component: () => import('./screens/journal/JournalScreen.vue') },
			{ path: '/:rest(.*)*', name: 'none', component: { render: () => null } },
		],
	})
	router.beforeEach((to) => !session.me || allowed(to.name))
	return router
}
