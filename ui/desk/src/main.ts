import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../../shared/tokens.css'
import './style/base.css'
import { setHooks } from '../../shared/api/http'
import App from './App.vue'
import { makeRouter } from './router'
import { reached } from './store/net'
import { useSession } from './store/session'
import { startView } from './store/view'
import { lang } from './text/t'

const app = createApp(App)
app.use(createPinia())
const session = useSession()
setHooks({ signedOut: session.signedOut, reached, lang })

await startView()
const refused = await session.start().then(() => undefined, (err) => err)
app.use(makeRouter())
app.provide('refused', refused)
app.mount('#desk')
