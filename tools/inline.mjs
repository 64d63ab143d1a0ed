// AssemblyScript marks a function to be inlined by a decorator, which TypeScript has for classes alone: the formatter, the linter
// and editors refuse such a file. In the core a comment `// @inline` stands above the function instead. This transform of the
// compiler makes the decorator of it.

import { Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const MARK = /^\/\/ @inline$/gm;

export default class extends Transform {
  afterParse({ sources }) {
    for (const source of sources.filter(({ isLibrary }) => !isLibrary)) {
      const marked = source.text.match(MARK)?.length ?? 0;
      const functions = source.statements.filter((statement) => isMarked(statement, source.text));
      if (functions.length !== marked) {
        throw new Error(`${source.normalizedPath}: \`// @inline\` has to stand in the line above a function.`);
      }
      for (const declaration of functions) {
        const name = Node.createIdentifierExpression("inline", declaration.range);
        declaration.decorators = [Node.createDecorator(name, null, declaration.range)];
      }
    }
  }
}

function isMarked({ kind, range }, text) {
  return kind === NodeKind.FunctionDeclaration && text.slice(0, range.start).endsWith("// @inline\n");
}
