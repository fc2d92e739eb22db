// The reference of all exports, from their docstrings: says which have none and which links in them lead nowhere, and writes the pages.
import { join } from 'node:path';
import { Application, ReflectionKind, TSConfigReader } from 'typedoc';
import { entryPoints } from '../../scripts/entry-points.mjs';
import { repository } from '../../scripts/markdown.mjs';
import { sourceAddress } from './navigation.mjs';

/** Modules that people import; where those of browsers and of Node differ, the latter, which has more. */
export const referenceModules = entryPoints().filter(({ condition }) => condition === 'default');

/** What a module is called on the pages' addresses. */
export const moduleName = (specifier) => specifier.replace('@operando/', '');

/**
 * Reads the sources of all packages and checks their docstrings.
 *
 * @returns Names that have no docstring, members of interfaces that have none by module, the number of other warnings (each of which has
 *   been printed), the number of exports, and a function that writes the pages into a folder.
 */
export async function readReference() {
  const source = ({ source: path }) => join(repository, path);
  const application = await Application.bootstrapWithPlugins(
    {
      plugin: ['typedoc-plugin-markdown'],
      entryPoints: referenceModules.map(source),
      tsconfig: join(repository, 'docs', 'site', 'tsconfig.json'),
      // Names of other packages lead to their sources, so that links between packages are found.
      compilerOptions: {
        paths: Object.fromEntries(referenceModules.map((module) => [module.specifier, [source(module)]])),
      },
      // What does not compile is told by the build.
      skipErrorChecking: true,
      excludeExternals: true,
      validation: { notDocumented: false, notExported: false, invalidLink: true, invalidPath: true },
      logLevel: 'Warn',
      disableGit: true,
      displayBasePath: repository,
      sourceLinkTemplate: sourceAddress('{path}#L{line}'),
      readme: 'none',
      router: 'module',
      entryFileName: 'index',
      hidePageHeader: true,
      hideBreadcrumbs: true,
      hidePageTitle: true,
      tableColumnSettings: { hideSources: true, hideModifiers: true, hideOverrides: true, hideInherited: true },
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      typeAliasPropertiesFormat: 'table',
      useCodeBlocks: false,
      sanitizeComments: true,
    },
    [new TSConfigReader()],
  );
  const project = await application.convert();
  if (project === undefined) throw new Error('the sources cannot be read');
  for (const module of project.children ?? []) {
    const known = referenceModules.find(({ source: path }) => path.replace(/(\/index)?\.ts$/, '') === module.name);
    if (known === undefined) throw new Error(`${module.name} is none of the modules that packages offer`);
    module.name = moduleName(known.specifier);
  }
  const undocumented = undocumentedIn(project);
  application.validate(project);
  return {
    undocumented,
    members: membersIn(project),
    warnings: application.logger.warningCount + application.logger.errorCount,
    exports: project.children.reduce((sum, module) => sum + module.children.length, 0),
    write: async (folder) => {
      application.options.setValue('outputs', [{ name: 'markdown', path: folder }]);
      await application.generateOutputs(project);
    },
  };
}

/** Whether something says what it is. */
const speaks = (reflection) =>
  reflection.kindOf(ReflectionKind.Reference) ||
  reflection.hasComment() ||
  [...(reflection.signatures ?? []), ...(reflection.type?.declaration?.signatures ?? [])].some((one) =>
    one.hasComment(),
  );

/** Members of exported interfaces without a docstring, as `Interface.member`, by module. */
function membersIn(project) {
  const of = (module) =>
    module.children.flatMap((child) =>
      (child.kindOf(ReflectionKind.Interface) ? (child.children ?? []) : [])
        .filter((member) => member.inheritedFrom === undefined && !speaks(member))
        .map((member) => `${child.name}.${member.name}`),
    );
  return Object.fromEntries(project.children.map((module) => [module.name, of(module)]));
}

/** Exports without a docstring. */
function undocumentedIn(project) {
  return project.children.flatMap((module) =>
    module.children.filter((child) => !speaks(child)).map((child) => `${child.name} of ${module.name}`),
  );
}
