using MLExtensions;
using MLExtensions.AutoML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML;

/// <summary>
/// Networks for sweepable pipelines, one method an architecture: <c>mlContext.Auto().FeedForward(PredictionTask.Regression, ...)</c>. They go through <c>Append</c> beside AutoML's own, with every tuner.
/// </summary>
/// <example>
/// <code>
/// SweepablePipeline pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label").Append(
///     mlContext.Auto().FeedForward(PredictionTask.MulticlassClassification, featureColumnNames: ["age", "city"]),
///     mlContext.Auto().TabularTransformer(PredictionTask.MulticlassClassification, featureColumnNames: ["age", "city"]));
/// </code>
/// </example>
public static class SweepableNetworkExtensions
{
    /// <summary>A feed-forward network (multilayer perceptron) for rows of a table, its values swept as <see cref="SweepableFeedForward"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: numbers, booleans, keys and texts as categories, scalars or vectors of known size. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableFeedForward"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator FeedForward(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        SweepableFeedForward? defaultOption = null,
        SearchSpace<SweepableFeedForward>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(FeedForward), labelColumnName, featureColumnNames, exampleWeightColumnName, input: null, defaultOption, searchSpace, configure);

    /// <summary>A residual network for rows of a table, its values swept as <see cref="SweepableResidualTabular"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: numbers, booleans, keys and texts as categories, scalars or vectors of known size. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableResidualTabular"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator ResidualTabular(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        SweepableResidualTabular? defaultOption = null,
        SearchSpace<SweepableResidualTabular>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(ResidualTabular), labelColumnName, featureColumnNames, exampleWeightColumnName, input: null, defaultOption, searchSpace, configure);

    /// <summary>A transformer for rows of a table, the FT-Transformer, its values swept as <see cref="SweepableTabularTransformer"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: numbers, booleans, keys and texts as categories, scalars or short vectors of known size. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableTabularTransformer"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator TabularTransformer(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        SweepableTabularTransformer? defaultOption = null,
        SearchSpace<SweepableTabularTransformer>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(TabularTransformer), labelColumnName, featureColumnNames, exampleWeightColumnName, input: null, defaultOption, searchSpace, configure);

    /// <summary>A convolutional network for sequences or images, its values swept as <see cref="SweepableConvolutional"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: a sequence or an image, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableConvolutional"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator Convolutional(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableConvolutional? defaultOption = null,
        SearchSpace<SweepableConvolutional>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(Convolutional), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A residual network for images, its values swept as <see cref="SweepableResNet"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: an image, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableResNet"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator ResNet(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableResNet? defaultOption = null,
        SearchSpace<SweepableResNet>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(ResNet), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A transformer for images, its values swept as <see cref="SweepableVisionTransformer"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: an image, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableVisionTransformer"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator VisionTransformer(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableVisionTransformer? defaultOption = null,
        SearchSpace<SweepableVisionTransformer>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(VisionTransformer), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A convolutional network for texts or sequences, its values swept as <see cref="SweepableTextConvolutional"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: a text or a sequence, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableTextConvolutional"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator TextConvolutional(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableTextConvolutional? defaultOption = null,
        SearchSpace<SweepableTextConvolutional>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(TextConvolutional), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A recurrent network for texts or sequences, its values swept as <see cref="SweepableRecurrent"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: a text or a sequence, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableRecurrent"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator Recurrent(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableRecurrent? defaultOption = null,
        SearchSpace<SweepableRecurrent>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(Recurrent), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A transformer for texts or sequences, its values swept as <see cref="SweepableTransformerEncoder"/> says.</summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns: a text or a sequence, alone. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken, such as a <see cref="TextInput"/>, <see cref="SequenceInput"/> or <see cref="ImageInput"/>; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of <see cref="SweepableTransformerEncoder"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given.</exception>
    public static SweepableNetworkEstimator TransformerEncoder(
        this AutoCatalog catalog,
        PredictionTask task,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        SweepableTransformerEncoder? defaultOption = null,
        SearchSpace<SweepableTransformerEncoder>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null) =>
        catalog.Network(task, nameof(TransformerEncoder), labelColumnName, featureColumnNames, exampleWeightColumnName, input, defaultOption, searchSpace, configure);

    /// <summary>A network of an own architecture, its values swept as the attributes of an own class say.</summary>
    /// <typeparam name="T">The class: members with ML.NET's range and choice attributes, all of them get and set, and JSON.</typeparam>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <param name="task">What is predicted; the score columns are those of ML.NET's trainers of the task.</param>
    /// <param name="name">What leaderboards call it.</param>
    /// <param name="labelColumnName">The label column.</param>
    /// <param name="featureColumnNames">The feature columns. Null takes the column "Features".</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="input">How the feature column is taken where it is the whole row; null goes by its type.</param>
    /// <param name="defaultOption">The values that a search begins with, and those that are not swept; null for those of a new <typeparamref name="T"/>.</param>
    /// <param name="searchSpace">What is swept, in place of what the attributes say; not together with <paramref name="defaultOption"/>.</param>
    /// <param name="configure">Changes the trainer's options for each trial, after the swept values are in: a loss, class weights, a schedule.</param>
    /// <exception cref="ArgumentException">A default value is out of the range that it is swept over, or both it and a search space are given, or a column has no name.</exception>
    public static SweepableNetworkEstimator Network<T>(
        this AutoCatalog catalog,
        PredictionTask task,
        string name,
        string labelColumnName = "Label",
        IReadOnlyList<string>? featureColumnNames = null,
        string? exampleWeightColumnName = null,
        ColumnInput? input = null,
        T? defaultOption = null,
        SearchSpace<T>? searchSpace = null,
        Action<NetworkTrainerOptions>? configure = null)
        where T : SweepableNetwork, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(name);
        NetworkFactory.Check(task);
        if (defaultOption is not null && searchSpace is not null)
        {
            throw new ArgumentException("Both defaultOption and searchSpace are given; expected one of them. A search space takes default values where it is made.", nameof(searchSpace));
        }

        string[] features = featureColumnNames is null ? ["Features"] : [.. featureColumnNames];
        void Set(NetworkTrainerOptions options)
        {
            options.LabelColumnName = labelColumnName;
            options.FeatureColumnNames = features;
            options.ExampleWeightColumnName = exampleWeightColumnName;
            if (input is not null)
            {
                options.ColumnInputs = features.ToDictionary(feature => feature, _ => input);
            }
        }

        // What is wrong with the columns is said here, not by every trial.
        var check = new NetworkTrainerOptions();
        Set(check);
        check.Validate();
        return new SweepableNetworkEstimator(
            name,
            (context, parameter) =>
            {
                NetworkTrainerOptions options = parameter.AsType<T>().CreateTrainerOptions();
                Set(options);
                configure?.Invoke(options);
                return NetworkFactory.Create(context, task, options);
            },
            searchSpace ?? SweepDefaults.SpaceOf(defaultOption ?? new T()));
    }
}
