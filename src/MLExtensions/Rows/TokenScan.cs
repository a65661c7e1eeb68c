using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Texts as tokens: the tokenizer has been trained before.</summary>
internal sealed class TokenScan(FeatureColumn column, TextFormat format) : ColumnScan(column)
{
    public override void Add(ReadOnlySpan<float> values)
    {
    }

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        map = null;
        return (Column, new TokenColumn { Name = Column.Name, MaximumLength = format.MaximumLength, VocabularySize = format.Trained.VocabularySize });
    }
}
