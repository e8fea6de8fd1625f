/* The number of an appeal as it is read in the language of the desk */
import { lang } from '../text/t'
import { russianNumber } from './number'

export const shownNumber = (number: string): string => lang() === 'ru' ? russianNumber(number) : number
