/** Warnings of energy-loss maps. */
export const energyLossCodes = {
  'counts-not-poisson':
    'Spectra scatter about what was fitted by much more, or less, than counts do: errors are wrong by as much. Give `countsPerElectron`, or better shapes of the edges.',
  'counts-not-whole':
    'Spectra hold numbers that are no whole counts: they were scaled or interpolated, and errors by counting statistics do not hold.',
  'edges-overlap':
    'A window over which an edge is summed holds another edge too, and what is called its content is partly that of the other: fit templates. Or an edge begins within the window of the background.',
  'energies-unaligned':
    'Nothing in the spectra, or in some of them, tells their energy shift: that of others, or none, was taken, and its error is large or not known.',
  'layers-overlap':
    'Layers of a map share pixels: these count in each of them, and a content that is known in one is taken there too.',
  'shifts-scatter':
    'Energies of single pixels are shifted by more than a drift across the map explains: each pixel was given a shift of its own.',
  'spectrum-short':
    'Low-loss spectra end before the plural scattering does: thickness is given between bounds, and not at all where it is large.',
  'spikes-removed': 'Single channels stood far above those of the neighbouring pixels, and were not used.',
} as const;
