import { techniques } from '@operando/workflow';
import { expect, it } from 'vitest';
import { checkOptions, optionGroups } from './option-checks.js';

checkOptions(optionGroups.absorption);

it('every technique is in one of the files that check options', () => {
  expect(Object.values(optionGroups).flat().toSorted()).toEqual(Object.keys(techniques).toSorted());
});
