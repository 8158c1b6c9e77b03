// From the schema that `ramify schema` prints: its types, by which the page's documents are checked, and
// the document that asks an item of any kind for its own facts.
import { minifyIntrospection, outputIntrospectionFile } from "@gql.tada/internal";
import { buildSchema, getNamedType, introspectionFromSchema, isLeafType } from "graphql";
import { readFileSync, writeFileSync } from "node:fs";

const [from, types, facts] = process.argv.slice(2);
const schema = buildSchema(readFileSync(from, "utf8"));
const whole = introspectionFromSchema(schema, { descriptions: false });
const small = minifyIntrospection(whole);
writeFileSync(types, outputIntrospectionFile(small, { fileType: types, shouldPreprocess: true }));

/** What a field is asked as: a leaf by itself, money with its currency; else not at all. */
function asked(name, { type, args }) {
  const named = getNamedType(type);
  if (args.length) return [];
  if (named.name === "Money") return [`${name} { amount currency }`];
  return isLeafType(named) ? [name] : [];
}

/** Two kinds may have fields of one name and another type, which one document may not ask as one. */
function aliased(kind, field, name) {
  const kinds = schema.getPossibleTypes(schema.getType("Item"));
  const others = kinds.map((one) => one.getFields()[name]).filter(Boolean);
  const same = others.every(({ type }) => String(type) === String(field.type));
  return same ? "" : `${name}Of${kind}: `;
}

const own = schema.getType("Item").getFields();
const kinds = schema.getPossibleTypes(schema.getType("Item")).toSorted((a, b) => (a.name < b.name ? -1 : 1));
const fragments = kinds.map((kind) => {
  const fields = Object.entries(kind.getFields()).filter(([name]) => !(name in own));
  const lines = fields.flatMap(([name, field]) => asked(name, field).map((one) => aliased(kind.name, field, name) + one));
  return lines.length ? `      ... on ${kind.name} {\n${lines.map((line) => `        ${line}\n`).join("")}      }\n` : "";
});
const shared = Object.entries(own).flatMap(([name, field]) => asked(name, field)).join(" ");
writeFileSync(
  facts,
  `// Every fact of an item, kind by kind. Made from the schema by web/schema.mjs: make pages.
import { graphql } from "./graphql";

export const FACTS = graphql(\`
  query Facts($id: ID!, $asOf: Date) {
    item(id: $id, asOf: $asOf) {
      ${shared}
${fragments.join("")}    }
  }
\`);
`,
);
