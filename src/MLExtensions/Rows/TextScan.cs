using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>The texts of a column, and how often each is there.</summary>
internal sealed class TextScan(FeatureColumn column, NetworkTrainerOptions options) : ColumnScan(column)
{
    private readonly VocabularyBuilder _builder = new();
    private bool _hasMissing;
    private bool _hasOther;

    public override VocabularyBuilder Builder => _builder;

    public override void Add(ReadOnlySpan<float> values)
    {
        _hasMissing = _hasMissing || values[0] == CategoryIndex.Missing;
        _hasOther = _hasOther || values[0] == CategoryIndex.Other;
    }

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        var vocabulary = _builder.Build(options.MinimumCategoryCount, options.MaximumCategories, out map);
        if (_builder.PooledCount > 0 || _builder.IsFull)
        {
            remarks.Add(
                $"Column '{Column.Name}' has {(_builder.IsFull ? "more than " : "")}{_builder.DistinctCount} different texts: {vocabulary.Count} are categories of their own, the rest counts as other."
                + (_builder.IsFull ? " Free text is better turned into numbers by Text.FeaturizeText first." : ""));
        }

        bool refuses = Column.Missing != MissingHandling.Replace && !_hasMissing;
        var untrained = new List<int>();
        if (!_hasMissing || Column.Missing == MissingHandling.Replace)
        {
            untrained.Add(CategoryIndex.Missing);
        }

        if (!_hasOther && _builder.PooledCount == 0)
        {
            untrained.Add(CategoryIndex.Other);
        }

        return (
            Column with { Vocabulary = vocabulary, Missing = refuses ? MissingHandling.Refuse : Column.Missing },
            KeyScan.Category(Column.Name, CategoryIndex.FirstKnown + vocabulary.Count, options, untrained));
    }
}
