using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML;

/// <summary>Makes the set of networks that suits some columns, as one stage of a pipeline: one of them is tried at a time.</summary>
internal sealed class DeepPipeline
{
    // Attention looks from each token at each: longer rows are for other architectures.
    private const int MostTokens = 128;

    // Bins of so many slots are still a row that is trained fast.
    private const int MostEncodedSlots = 128;

    private const int ImageSize = 64;
    private const int MostPatches = 100;
    private const int LargeImage = 128;

    private readonly AutoCatalog _catalog;
    private readonly PredictionTask _task;
    private readonly DeepColumns _columns;
    private readonly DeepPipelineOptions _options;
    private readonly List<SweepableEstimator> _networks = [];

    private DeepPipeline(AutoCatalog catalog, PredictionTask task, DeepColumns columns, DeepPipelineOptions options)
    {
        (_catalog, _task, _columns, _options) = (catalog, task, columns, options);
    }

    /// <exception cref="ArgumentException">The options leave no network, or one of them is out of its range.</exception>
    public static SweepablePipeline Create(AutoCatalog catalog, PredictionTask task, DeepColumns columns, DeepPipelineOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new DeepPipelineOptions();
        options.Validate();
        var pipeline = new DeepPipeline(catalog, task, columns, options);
        string[] table = [.. columns.Features.Where(feature => feature.Kind == DeepColumnKind.Tabular).Select(feature => feature.Column.Name)];
        if (table.Length > 0)
        {
            pipeline.AddTabular(table);
        }

        foreach ((DataViewSchema.Column column, DeepColumnKind kind) in columns.Features)
        {
            switch (kind)
            {
                case DeepColumnKind.Text: pipeline.AddText(column.Name); break;
                case DeepColumnKind.Sequence: pipeline.AddSequence(column.Name); break;
                case DeepColumnKind.Image: pipeline.AddImage(column); break;
            }
        }

        if (pipeline._networks.Count == 0)
        {
            throw new ArgumentException(
                $"Architectures is [{string.Join(", ", options.Architectures ?? [])}], of which none suits the columns {string.Join(", ", columns.Features.Select(feature => $"'{feature.Column.Name}'"))}. Leave it unset for all that do.",
                nameof(options));
        }

        return AutoMLInternals.CreatePipeline().Append([.. pipeline._networks]);
    }

    private void AddTabular(string[] names)
    {
        DataViewType[] types = [.. _columns.Features.Where(feature => feature.Kind == DeepColumnKind.Tabular).Select(feature => feature.Column.Type)];
        bool encodes = types.OfType<VectorDataViewType>().Sum(type => (long)type.Size) <= MostEncodedSlots;
        if (Wants(nameof(FeedForward)))
        {
            _networks.Add(_catalog.FeedForward(_task, _columns.Label, names, _columns.Weight, Common(new SweepableFeedForward { EncodesVectors = encodes }), configure: Configure));
        }

        if (Wants(nameof(ResidualTabular)))
        {
            _networks.Add(_catalog.ResidualTabular(_task, _columns.Label, names, _columns.Weight, Common(new SweepableResidualTabular { EncodesVectors = encodes }), configure: Configure));
        }

        if (Wants(nameof(TabularTransformer)) && types.Sum(type => (long)((type as VectorDataViewType)?.Size ?? 1)) <= MostTokens)
        {
            _networks.Add(_catalog.TabularTransformer(_task, _columns.Label, names, _columns.Weight, Common(new SweepableTabularTransformer { EncodesVectors = encodes }), configure: Configure));
        }
    }

    private void AddText(string name)
    {
        ColumnInput input = _options.Input ?? new TextInput();
        if (Wants(nameof(TextConvolutional)))
        {
            _networks.Add(_catalog.TextConvolutional(_task, _columns.Label, [name], _columns.Weight, input, Common(new SweepableTextConvolutional()), configure: Configure));
        }

        if (Wants(nameof(Recurrent)))
        {
            _networks.Add(_catalog.Recurrent(_task, _columns.Label, [name], _columns.Weight, input, Common(new SweepableRecurrent()), configure: Configure));
        }

        if (Wants(nameof(TransformerEncoder)))
        {
            _networks.Add(_catalog.TransformerEncoder(_task, _columns.Label, [name], _columns.Weight, input, Common(new SweepableTransformerEncoder()), configure: Configure));
        }
    }

    private void AddSequence(string name)
    {
        ColumnInput input = _options.Input ?? new SequenceInput();
        if (Wants(nameof(Recurrent)))
        {
            _networks.Add(_catalog.Recurrent(_task, _columns.Label, [name], _columns.Weight, input, Common(new SweepableRecurrent()), configure: Configure));
        }

        if (Wants(nameof(Convolutional)))
        {
            _networks.Add(_catalog.Convolutional(_task, _columns.Label, [name], _columns.Weight, input, Common(new SweepableConvolutional()), configure: Configure));
        }
    }

    private void AddImage(DataViewSchema.Column column)
    {
        var given = _options.Input as ImageInput ?? new ImageInput();
        var dimensions = (column.Type as VectorDataViewType)?.Dimensions;
        int height = given.Height ?? (dimensions is { Length: 3 } ? dimensions.Value[1] : ImageSize), width = given.Width ?? (dimensions is { Length: 3 } ? dimensions.Value[2] : ImageSize);
        ImageInput input = given with { Height = height, Width = width };
        if (Wants(nameof(ResNet)))
        {
            ResNetStem stem = Math.Min(height, width) >= LargeImage ? ResNetStem.ImageNet : ResNetStem.Cifar;
            _networks.Add(_catalog.ResNet(_task, _columns.Label, [column.Name], _columns.Weight, input, Common(new SweepableResNet { Stem = stem }), configure: Configure));
        }

        if (Wants(nameof(VisionTransformer)))
        {
            _networks.Add(_catalog.VisionTransformer(
                _task, _columns.Label, [column.Name], _columns.Weight, input, Common(new SweepableVisionTransformer { PatchSize = PatchSize(height, width) }), configure: Configure));
        }
    }

    /// <summary>The smallest patch of more than a pixel that fills an image and leaves attention few enough of them; else the largest that fills it.</summary>
    private static int PatchSize(int height, int width)
    {
        int[] fitting = [.. Enumerable.Range(1, Math.Min(Math.Min(height, width), 1024)).Where(size => height % size == 0 && width % size == 0)];
        return fitting.FirstOrDefault(size => size > 1 && height / size * (width / size) <= MostPatches, fitting[^1]);
    }

    private bool Wants(string architecture) => _options.Architectures?.Contains(architecture) ?? true;

    private T Common<T>(T defaults)
        where T : SweepableNetwork
    {
        defaults.Epochs = _options.Epochs;
        return defaults;
    }

    private void Configure(NetworkTrainerOptions options)
    {
        // The columns of the data, whatever a featurizer before has made of them.
        options.OriginalColumns = true;
        _options.Configure?.Invoke(options);
    }
}
