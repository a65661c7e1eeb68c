"""Writes the pictures in Files, from this folder and with Pillow 9.4, and prints what Pillow reads in them: the figures in the tests."""
from PIL import Image

WIDTH, HEIGHT = 24, 16


def smooth(x, y):
    """Gentle ramps in all three colours, which any JPEG decoder gives within a few levels of another."""
    return (40 + 8 * x, 220 - 10 * y, 30 + 4 * x + 5 * y)


def sharp(x, y):
    return (40 * x, 60 * y, (7 * x + 50 * y) % 256)


def picture(mode, width, height, pixel):
    image = Image.new(mode, (width, height))
    image.putdata([pixel(x, y) for y in range(height) for x in range(width)])
    return image


smooth_picture = picture("RGB", WIDTH, HEIGHT, smooth)
smooth_picture.save("Files/baseline.jpg", quality=90, subsampling=2)
smooth_picture.save("Files/progressive.jpg", quality=90, subsampling=2, progressive=True)
smooth_picture.convert("L").save("Files/gray.jpg", quality=90)
sharp_picture = picture("RGB", 6, 4, sharp)
sharp_picture.save("Files/colour.png")
sharp_picture.save("Files/colour.bmp")
sharp_picture.quantize(16).save("Files/palette.png")
sharp_picture.convert("L").save("Files/gray.png")
picture("RGBA", 2, 2, lambda x, y: (200, 100, 50, [255, 128, 64, 0][2 * y + x])).save("Files/translucent.png")

for name in ("baseline.jpg", "progressive.jpg", "gray.jpg"):
    image = Image.open("Files/" + name).convert("RGB")
    print(name, [image.getpixel(place) for place in ((0, 0), (12, 4), (23, 15), (5, 11))])
for name in ("colour.png", "colour.bmp", "palette.png", "gray.png"):
    image = Image.open("Files/" + name).convert("RGB")
    print(name, [image.getpixel(place) for place in ((0, 0), (5, 0), (2, 1), (5, 3))])
