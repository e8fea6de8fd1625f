/**
 * @file jsonmem.h  The memory of jansson, which never fails: the program ends instead
 *
 * The parser of jansson (2.14, lex_save) takes no notice when its buffer cannot grow: it drops the character, and when that was a
 * closing quote it reads and writes past the end. A program that ends starts again without loss; one that writes past the
 * end does not.
 */
#ifndef OTKLIK_BASE_JSONMEM_H
#define OTKLIK_BASE_JSONMEM_H

/** To be called once, before anything of jansson. What json_dumps gives is still freed by free() */
void jsonmem_init(void);

#endif
