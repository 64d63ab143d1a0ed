import { statSync } from "node:fs";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files in which a VS Code runs are spread among the others: two of them at once hold each other up, with a browser, a server
 * and an extension host each. The others come largest first, as the longest on average.
 */
export class SpreadingSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = files
      .map((file) => ({ file, size: statSync(file.moduleId).size }))
      .sort((a, b) => b.size - a.size || (a.file.moduleId < b.file.moduleId ? -1 : 1));
    const isHeavy = ({ file }: (typeof bySize)[number]) => /[\\/]vscode[\\/]/.test(file.moduleId);
    const heavy = bySize.filter(isHeavy);
    const others = bySize.filter((each) => !isHeavy(each));
    const share = others.reduce((sum, { size }) => sum + size, 0) / Math.max(1, heavy.length);
    const sorted: TestSpecification[] = [];
    let at = 0;
    heavy.forEach(({ file }, i) => {
      sorted.push(file);
      for (const end = share * (i + 1); others.length > 0 && at < end; ) {
        const next = others.shift()!;
        at += next.size;
        sorted.push(next.file);
      }
    });
    return [...sorted, ...others.map(({ file }) => file)];
  }
}
