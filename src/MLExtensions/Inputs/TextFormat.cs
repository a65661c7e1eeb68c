using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>Texts as tokens: their number, their indices, then padding.</summary>
internal sealed record TextFormat : RowFormat
{
    private Tokenizer? _tokenizer;

    /// <summary>The tokenizer's JSON.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Tokens that are read at most.</summary>
    public required int MaximumLength { get; init; }

    [JsonIgnore]
    public override int Size => 1 + MaximumLength;

    [JsonIgnore]
    public override string Noun => "texts";

    [JsonIgnore]
    public override DataViewType ColumnType => TextDataViewType.Instance;

    [JsonIgnore]
    public Tokenizer Trained => _tokenizer ??= Networks.Tokenizer.FromJson(Tokenizer);

    public override string? Problem()
    {
        if (MaximumLength is < 1 or > (1 << 16))
        {
            return $"texts of up to {MaximumLength} tokens; expected 1 to {1 << 16}";
        }

        try
        {
            return Trained.VocabularySize > TokenColumn.MaximumVocabularySize ? "too many tokens" : null;
        }
        catch (InvalidDataException exception)
        {
            return $"a tokenizer that cannot be read: {exception.Message}";
        }
    }

    public override bool Reads(DataViewSchema.Column column) => column.Type is TextDataViewType;

    public override bool Fits(InputColumn input) =>
        input is TokenColumn tokens && tokens.MaximumLength == MaximumLength && tokens.VocabularySize == Trained.VocabularySize;

    public override SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        var tokenizer = Trained;
        ReadOnlyMemory<char> text = default;
        var ids = new int[MaximumLength];
        return values =>
        {
            getter(ref text);
            int count = Math.Min(ids.Length, tokenizer.Encode(text.Span, ids));
            values[0] = count;
            for (int i = 0; i < count; i++)
            {
                values[1 + i] = ids[i];
            }

            values[(1 + count)..].Clear();
        };
    }

    public override ColumnScan CreateScan(FeatureColumn column) => new TokenScan(column, this);

    public override int FindStrange(ReadOnlySpan<float> values, bool refusesMissing) => -1;
}
