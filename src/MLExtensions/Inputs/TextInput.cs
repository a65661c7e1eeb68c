using System.ComponentModel.DataAnnotations;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Networks.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>A text column as tokens. The tokenizer is trained on the training rows and saved in the model.</summary>
/// <remarks>Empty text is a row without tokens, which is scored like any other. A token that was never seen counts as <see cref="Tokenizer.Unknown"/>.</remarks>
/// <example><code>new TextInput { Tokenizer = new BytePairTokenizerOptions { MaximumVocabulary = 4000 }, MaximumLength = 128 }</code></example>
public sealed record TextInput : ColumnInput
{
    /// <summary>Tokens that are read of a text at most where <see cref="MaximumLength"/> does not say.</summary>
    internal const int LongestByDefault = 512;

    /// <summary>How text becomes tokens. Default: words.</summary>
    public TokenizerOptions Tokenizer { get; init; } = new WordTokenizerOptions();

    /// <summary>Tokens that are read of a text at most, the first ones; null, the default, for as many as the longest training text has, at most 512. 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int? MaximumLength { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        ArgumentNullException.ThrowIfNull(Tokenizer);
        OptionRanges.Check(this);
        Tokenizer.Validate();
    }

    internal override void Check(ColumnShape column)
    {
        if (!(column.IsText && column.Kind == SchemaShape.Column.VectorKind.Scalar))
        {
            throw SchemaColumns.Mismatch("feature", column, "a text, as ColumnInputs has a TextInput for it", "Give it another ColumnInput, or none.");
        }
    }

    internal override RowFormat Learn(ColumnRows rows, DataViewSchema.Column column, List<string> remarks)
    {
        var trainer = Tokenizer.CreateTrainer();
        rows.Read<ReadOnlyMemory<char>>((text, _) =>
        {
            trainer.Add(text.Span);
            return true;
        });
        var tokenizer = trainer.Train();
        int longest = 1, most = MaximumLength ?? LongestByDefault;
        long cut = 0;
        var ids = new int[most];
        rows.Read<ReadOnlyMemory<char>>((text, _) =>
        {
            int length = tokenizer.Encode(text.Span, ids);
            cut += length > most ? 1 : 0;
            longest = Math.Max(longest, Math.Min(length, most));
            return true;
        });
        remarks.Add($"Column '{column.Name}': {tokenizer.VocabularySize} tokens, {MaximumLength ?? longest} of a text at most.");
        if (cut > 0)
        {
            remarks.Add($"Column '{column.Name}': {cut} texts have more than {most} tokens; what follows is not read. TextInput.MaximumLength says how many are.");
        }

        return new TextFormat { Tokenizer = tokenizer.ToJson(), MaximumLength = MaximumLength ?? longest };
    }
}
