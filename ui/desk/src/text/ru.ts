export { desk as default } from '../../../../text/ru.json'
