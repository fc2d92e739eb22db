#!/usr/bin/env bash
# silx: a row of a SPEC scan with a `nan` is left out; where it is the first row, the whole scan is lost and the nan is read as 0.
#
# Guess before running: the value is NaN and the scan has all its rows.
# Seen: of five rows with a nan in the third, four are left, so that all later frames are one too early beside anything counted in frames;
# with a nan in the first, one row is left, with 0 in place of the nan. "Error on scan 1 line 3" goes to standard output; no exception, no warning.
# Met where a counter that did not answer, or a ratio without beam, is written as nan by the acquisition.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Debian 12; the libraries beside it are those that NumPy and h5py load.
apt-get download -q python3-silx=1.1.0+dfsg-5 python3-numpy python3-h5py python3-h5py-serial python3-fabio python3-six python3-packaging python3-pkg-resources \
  libblas3 liblapack3 libgfortran5 libquadmath0 libhdf5-103-1 libhdf5-hl-100 libsz2 libaec0 > /dev/null
for package in *.deb; do dpkg -x "$package" root; done
export PYTHONPATH="$folder/root/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
libraries="$folder/root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="$libraries:$libraries/blas:$libraries/lapack"
scan() {
  printf '#F scan.spec\n#E 1700000000\n#D Tue Nov 14 22:13:20 2023\n#O0 th\n\n#S 1 ascan th 0 4 4 1\n#D Tue Nov 14 22:13:20 2023\n#P0 0\n#N 3\n#L th  mon  det\n'
  printf '0 1000 %s\n1 1001 12\n2 1002 %s\n3 1003 14\n4 1004 15\n' "$1" "$2"
}
scan 11 13 > whole.spec
scan 11 nan > third.spec
scan nan 13 > first.spec
/usr/bin/python3 - <<'END'
import sys
import numpy, silx, silx.io
from silx.io.specfile import SpecFile

print('python', sys.version.split()[0], 'numpy', numpy.__version__, 'silx', silx.version)
def read(name):
    scan = SpecFile(name)[0]
    measured = silx.io.open(name)['1.1/measurement']
    return scan.data.shape, {label: measured[label][()].tolist() for label in ('th', 'mon', 'det')}
seen = {name: read(name + '.spec') for name in ('whole', 'third', 'first')}
sys.stdout.flush()
for name, (shape, columns) in seen.items():
    print(f'{name}: SpecFile columns x rows {shape}; silx.io.open {columns}')
third, first = seen['third'][1], seen['first'][1]
sys.exit(0 if seen['whole'][0] == (3, 5) and third['th'] == [0, 1, 3, 4] and first['th'] == [0] and first['det'] == [0] else 1)
END
