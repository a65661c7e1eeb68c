using MLExtensions.AutoML;
using Microsoft.ML.AutoML;

namespace Microsoft.ML;

/// <summary>The networks that suit some columns, as one stage of a sweepable pipeline: <c>mlContext.Auto().DeepBinaryClassification(data, ...)</c> and its siblings.</summary>
/// <remarks>
/// <para>
/// Columns of a table are read by FeedForward, ResidualTabular and (up to 128 values a row) TabularTransformer, a text by TextConvolutional, Recurrent and TransformerEncoder, an image by ResNet and
/// VisionTransformer, a sequence by Recurrent and Convolutional. Beside other columns each text, sequence and image has networks of its own, which read it alone. By names, a text is a category beside other
/// columns, and one to be read where it is the only feature.
/// </para>
/// <para>
/// Networks read the columns of the data as they are, also behind a featurizer that has put others of the same names in front of them for the classical trainers. Where the data has several columns of a
/// name they read the first.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// SweepablePipeline pipeline = mlContext.Auto().Featurizer(data, columns).Append(
///     mlContext.Auto().BinaryClassification(useLgbm: false),
///     mlContext.Auto().DeepBinaryClassification(data, columns));
/// </code>
/// </example>
public static class DeepPipelineExtensions
{
    /// <summary>Networks for yes or no, by AutoML's description of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="columnInformation">The label, the weights, and what the other columns are, as <c>InferColumns</c> gives it; without any feature column in it all columns are features that it does not ignore.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepBinaryClassification(this AutoCatalog catalog, IDataView data, ColumnInformation columnInformation, DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columnInformation);
        return DeepPipeline.Create(catalog, PredictionTask.BinaryClassification, DeepColumns.Of(data.Schema, columnInformation), options);
    }

    /// <summary>Networks for yes or no, by the names of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="labelColumnName">The label column: Boolean, or a number of which values over 0 are positive.</param>
    /// <param name="featureColumnNames">The feature columns; null takes all the others that networks take.</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepBinaryClassification(
        this AutoCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DeepPipeline.Create(catalog, PredictionTask.BinaryClassification, DeepColumns.Of(data.Schema, labelColumnName, featureColumnNames, exampleWeightColumnName), options);
    }

    /// <summary>Networks for one of several classes, by AutoML's description of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="columnInformation">The label, the weights, and what the other columns are, as <c>InferColumns</c> gives it; without any feature column in it all columns are features that it does not ignore.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepMulticlassClassification(this AutoCatalog catalog, IDataView data, ColumnInformation columnInformation, DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columnInformation);
        return DeepPipeline.Create(catalog, PredictionTask.MulticlassClassification, DeepColumns.Of(data.Schema, columnInformation), options);
    }

    /// <summary>Networks for one of several classes, by the names of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="labelColumnName">The label column: a key; put MapValueToKey before.</param>
    /// <param name="featureColumnNames">The feature columns; null takes all the others that networks take.</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepMulticlassClassification(
        this AutoCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DeepPipeline.Create(catalog, PredictionTask.MulticlassClassification, DeepColumns.Of(data.Schema, labelColumnName, featureColumnNames, exampleWeightColumnName), options);
    }

    /// <summary>Networks for a number, by AutoML's description of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="columnInformation">The label, the weights, and what the other columns are, as <c>InferColumns</c> gives it; without any feature column in it all columns are features that it does not ignore.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepRegression(this AutoCatalog catalog, IDataView data, ColumnInformation columnInformation, DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columnInformation);
        return DeepPipeline.Create(catalog, PredictionTask.Regression, DeepColumns.Of(data.Schema, columnInformation), options);
    }

    /// <summary>Networks for a number, by the names of the columns.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="data">The data that goes into the pipeline; its columns' types are looked at, not its rows.</param>
    /// <param name="labelColumnName">The label column: a number.</param>
    /// <param name="featureColumnNames">The feature columns; null takes all the others that networks take.</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes, or an option is out of its range.</exception>
    public static SweepablePipeline DeepRegression(
        this AutoCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        DeepPipelineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DeepPipeline.Create(catalog, PredictionTask.Regression, DeepColumns.Of(data.Schema, labelColumnName, featureColumnNames, exampleWeightColumnName), options);
    }
}
