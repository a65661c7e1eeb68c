using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.AutoML;

public sealed partial class AutoCatalog
{
    public SweepablePipeline Featurizer(
        IDataView data,
        string outputColumnName = "Features",
        string[] catelogicalColumns = null,
        string[] numericColumns = null,
        string[] textColumns = null,
        string[] imagePathColumns = null,
        string[] excludeColumns = null)
    {
        var information = new ColumnInformation();
        AddAll(information.CategoricalColumnNames, catelogicalColumns);
        AddAll(information.NumericColumnNames, numericColumns);
        AddAll(information.TextColumnNames, textColumns);
        AddAll(information.ImagePathColumnNames, imagePathColumns);
        AddAll(information.IgnoredColumnNames, excludeColumns);
        return Featurizer(data, information, outputColumnName);

        static void AddAll(ICollection<string> names, string[] columns) => Array.ForEach(columns ?? [], names.Add);
    }

    public SweepablePipeline Featurizer(IDataView data, ColumnInformation columnInformation, string outputColumnName = "Features")
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckValue(columnInformation, nameof(columnInformation));
        ILookup<ColumnPurpose, DataViewSchema.Column> columns = data.Schema
            .Zip(PurposeInference.Infer(_context, data, columnInformation))
            .ToLookup(column => column.Second, column => column.First);
        if (columns.Contains(ColumnPurpose.ImagePath))
        {
            throw new NotSupportedException("The offline stand-in's Featurizer has no pictures: exclude the columns of their paths.");
        }

        string[] booleans = [.. columns[ColumnPurpose.NumericFeature].Where(IsBoolean).Select(column => column.Name)];
        string[] numbers = [.. columns[ColumnPurpose.NumericFeature].Where(column => !IsBoolean(column)).Select(column => column.Name)];
        string[] categories = [.. columns[ColumnPurpose.CategoricalFeature].Select(column => column.Name)];
        string[] texts = [.. columns[ColumnPurpose.TextFeature].Select(column => column.Name)];
        var pipeline = new SweepablePipeline();
        if (numbers.Length > 0)
        {
            pipeline = pipeline.Append(Sweepable(
                EstimatorType.ReplaceMissingValues,
                new ReplaceMissingValueOption { InputColumnNames = numbers, OutputColumnNames = numbers },
                (ml, option) => ml.Transforms.ReplaceMissingValues(Pairs(option.OutputColumnNames, option.InputColumnNames))));
        }

        if (booleans.Length > 0)
        {
            pipeline = pipeline.Append(Sweepable(
                EstimatorType.ConvertType,
                new ConvertTypeOption { InputColumnNames = booleans, OutputColumnNames = booleans },
                (ml, option) => ml.Transforms.Conversion.ConvertType(Pairs(option.OutputColumnNames, option.InputColumnNames), option.TargetType)));
        }

        if (categories.Length > 0)
        {
            var option = new OneHotOption { InputColumnNames = categories, OutputColumnNames = categories };
            pipeline = pipeline.Append(
                Sweepable(
                    EstimatorType.OneHotEncoding,
                    option,
                    (ml, option) => ml.Transforms.Categorical.OneHotEncoding(Pairs(option.OutputColumnNames, option.InputColumnNames))),
                Sweepable(
                    EstimatorType.OneHotHashEncoding,
                    option,
                    (ml, option) => ml.Transforms.Categorical.OneHotHashEncoding(Pairs(option.OutputColumnNames, option.InputColumnNames))));
        }

        foreach (string text in texts)
        {
            pipeline = pipeline.Append(Sweepable(
                EstimatorType.FeaturizeText,
                new FeaturizeTextOption { InputColumnName = text, OutputColumnName = text },
                (ml, option) => ml.Transforms.Text.FeaturizeText(option.OutputColumnName, option.InputColumnName)));
        }

        string[] all = [.. texts, .. numbers, .. categories, .. booleans];
        return all.Length == 0 ? pipeline : pipeline.Append(Sweepable(
            EstimatorType.Concatenate,
            new ConcatOption { InputColumnNames = all, OutputColumnName = outputColumnName },
            (ml, option) => ml.Transforms.Concatenate(option.OutputColumnName, option.InputColumnNames)));
    }

    private static bool IsBoolean(DataViewSchema.Column column) => column.Type.GetItemType() is BooleanDataViewType;

    private static BuiltInEstimator<TOption> Sweepable<TOption>(EstimatorType type, TOption option, Func<MLContext, TOption, IEstimator<ITransformer>> build)
        where TOption : class, new() => new(type, option, null, build);

    private static InputOutputColumnPair[] Pairs(string[] outputs, string[] inputs) =>
        [.. outputs.Zip(inputs, (output, input) => new InputOutputColumnPair(output, input))];
}
