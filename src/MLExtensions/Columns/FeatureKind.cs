namespace MLExtensions.Columns;

/// <summary>How a feature column's values reach the network.</summary>
internal enum FeatureKind
{
    /// <summary>Numbers or booleans, one or a vector of them.</summary>
    Number,

    /// <summary>A key: an index of an embedding.</summary>
    Key,

    /// <summary>A category as text: its place in the learnt vocabulary is an index of an embedding.</summary>
    Text,

    /// <summary>The whole row of the network: tokens, a sequence or an image.</summary>
    Row,
}
