import { checkOptions, optionGroups } from './option-checks.js';

checkOptions(optionGroups.images);
