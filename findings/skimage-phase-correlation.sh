#!/usr/bin/env bash
# scikit-image: phase_cross_correlation finds no shift between two pictures of a smooth object that moved by whole pixels.
#
# Guess before running: a shift by (3, -5) pixels of 256 x 256 pictures whose noise is a hundredth of their contrast is found to 0.1 pixels.
# Seen: by default (normalization="phase") the shift is right for structure of 1.5 pixels, (0.1, -4.9) for 3 and (0.1, -0.1) for 6: all frequencies
# weigh the same, so that those without signal and the edges of the picture, which do not move, outvote the object. The error returned is 1.0 in all.
# normalization=None gives (3, -5) to 0.1 for fine structure, and is drawn to zero by the edges for coarse structure.
# Met in the registration of radiographs and tomography slices of a cell, which are smooth at the scale of a pixel.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian 12; the libraries beside it are those that NumPy and SciPy load.
apt-get download -q python3-skimage=0.19.3-8 python3-skimage-lib=0.19.3-8+b1 python3-numpy python3-scipy python3-decorator python3-networkx python3-imageio \
  python3-pil python3-pywt python3-tifffile python3-packaging python3-pkg-resources libblas3 liblapack3 liblbfgsb0 libgfortran5 libquadmath0 > /dev/null
for package in *.deb; do dpkg -x "$package" root; done
export PYTHONPATH="$folder/root/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
libraries="$folder/root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="$libraries:$libraries/blas:$libraries/lapack"
/usr/bin/python3 - <<'END'
import sys
import numpy, scipy, skimage
from scipy.ndimage import gaussian_filter
from skimage.registration import phase_cross_correlation

print('python', sys.version.split()[0], 'numpy', numpy.__version__, 'scipy', scipy.__version__, 'scikit-image', skimage.__version__)
random = numpy.random.default_rng(1)
true, seen = numpy.array([3, -5]), {}
for width in (1.5, 3, 6):
    scene = gaussian_filter(random.normal(size=(300, 300)), width)
    scene *= 100 / scene.std()
    before, after = (1000 + part + random.normal(size=(256, 256)) for part in (scene[20:276, 20:276], scene[23:279, 15:271]))
    for normalization in ('phase', None):
        shift, error, _ = phase_cross_correlation(before, after, upsample_factor=10, normalization=normalization)
        seen[width, normalization] = shift
        print(f'structure of {width} pixels, normalization {normalization}: shift {shift.tolist()} (true {true.tolist()}), error {error:.3f}')
off = {key: numpy.abs(shift - true).max() for key, shift in seen.items()}
sys.exit(0 if off[3, 'phase'] > 2 and off[6, 'phase'] > 2 and off[3, None] < 0.3 else 1)
END
