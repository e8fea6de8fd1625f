/**
 * @file schema.h  The schemas of the API (schema.json, JSON Schema 2020-12), embedded: a JSON object by name
 */
#ifndef OTKLIK_WEB_SCHEMA_H
#define OTKLIK_WEB_SCHEMA_H

extern const char schema_text[];

#endif
