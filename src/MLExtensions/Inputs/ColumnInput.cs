using MLExtensions.Columns;
using Microsoft.ML;

namespace MLExtensions;

/// <summary>
/// How a feature column that is a network's whole row reaches it: a text as tokens (<see cref="TextInput"/>), numbers in time (<see cref="SequenceInput"/>), or an image
/// (<see cref="ImageInput"/>). For <see cref="NetworkTrainerOptions.ColumnInputs"/>.
/// </summary>
public abstract record ColumnInput
{
    private protected ColumnInput()
    {
    }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and what was expected.</exception>
    public abstract void Validate();

    /// <summary>Throws where a column's type is none that can be taken so; sizes may be unknown yet.</summary>
    internal abstract void Check(ColumnShape column);

    /// <summary>Looks at the training data for what the options leave open.</summary>
    /// <param name="rows">Goes over the column's training rows, as often as it is asked.</param>
    /// <param name="column">The column.</param>
    /// <param name="remarks">Receives what the user should know.</param>
    internal abstract RowFormat Learn(ColumnRows rows, DataViewSchema.Column column, List<string> remarks);
}
