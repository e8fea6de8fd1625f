export { desk as default } from '../../../../text/en.json'
