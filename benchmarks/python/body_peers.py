"""The same bodies, Euler numbers and distances with scikit-image and scipy."""
import numpy as np
from scipy.ndimage import distance_transform_edt
from skimage.measure import euler_number, label, regionprops

from peer import numbers, serve

mask = numbers("mask").astype(np.uint8).reshape([int(edge) for edge in numbers("shape")])
millions = mask.size / 1e6


def bodies():
    return [(body.area, body.centroid, body.bbox) for body in regionprops(label(mask, connectivity=3))]


serve(
    [
        ("scikit-image label + regionprops (volume, centroid, box)", millions, bodies),
        ("scikit-image euler_number", millions, lambda: euler_number(mask, connectivity=3)),
        ("scipy distance_transform_edt", millions, lambda: distance_transform_edt(mask)),
    ]
)
