#!/usr/bin/env bash
# silx: a SPEC file opened as if it were HDF5 (silx.io.open, silx convert) has its counters in single precision: the times of frames move by up to a minute.
#
# Guess before running: counters are double precision, as the numbers of the file need; both ways of silx to read a scan give the same numbers.
# Seen: SpecFile gives doubles; silx.io.open gives float32, so that an Epoch of ten digits is off by up to 64 s and neighbouring frames
# get one and the same time. silx convert writes what silx.io.open gives.
# Met where scans of a cell at work are joined with a cycler log by the Epoch column of SPEC.
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
cat > scan.spec <<'END'
#F scan.spec
#E 1700000000
#D Tue Nov 14 22:13:20 2023
#O0 th

#S 1 timescan 10
#D Tue Nov 14 22:13:20 2023
#P0 1.5
#N 3
#L Time  Epoch  det
0 1700000010.25 101
10 1700000020.25 102
20 1700000030.25 103
30 1700000040.25 104
END
/usr/bin/python3 - <<'END'
import sys
import numpy, silx, silx.io
from silx.io.specfile import SpecFile

print('python', sys.version.split()[0], 'numpy', numpy.__version__, 'silx', silx.version)
true = [1700000010.25, 1700000020.25, 1700000030.25, 1700000040.25]
plain = SpecFile('scan.spec')[0].data_column_by_name('Epoch')
as_hdf5 = silx.io.open('scan.spec')['1.1/measurement/Epoch'][()]
print('SpecFile     ', plain.dtype, plain.tolist())
print('silx.io.open ', as_hdf5.dtype, as_hdf5.tolist())
print('different times:', len(set(as_hdf5.tolist())), 'of', len(true), ' largest error:', abs(as_hdf5.astype(float) - true).max(), 's')
sys.exit(0 if plain.tolist() == true and as_hdf5.dtype == numpy.float32 and len(set(as_hdf5.tolist())) < 4 else 1)
END
