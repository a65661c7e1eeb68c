namespace MLExtensions;

/// <summary>What a column of images holds.</summary>
internal enum ImageSource
{
    /// <summary>Vectors of pixels.</summary>
    Pixels,

    /// <summary>MLImage.</summary>
    Image,

    /// <summary>The bytes of image files.</summary>
    File,
}
