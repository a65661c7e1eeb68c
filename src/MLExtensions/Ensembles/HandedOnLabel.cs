using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>
/// The label as a member makes it of the input, such as a key of a text: an ensemble hands it on, so that evaluators find what they compare the predictions with. A key counts in the ensemble's order of classes.
/// </summary>
internal sealed class HandedOnLabel
{
    private readonly string _name;
    private readonly int[]? _places;

    private HandedOnLabel(string name, int member, int[]? places, DataViewSchema.DetachedColumn column)
    {
        _name = name;
        Member = member;
        _places = places;
        Column = column;
    }

    /// <summary>The member's place.</summary>
    public int Member { get; }

    /// <summary>The column of the ensemble's output.</summary>
    public DataViewSchema.DetachedColumn Column { get; }

    /// <summary>Finds the label: that of a member that knows the most classes.</summary>
    /// <param name="input">The ensemble's input.</param>
    /// <param name="members">The members.</param>
    /// <param name="scores">What the ensemble is of.</param>
    /// <param name="name">The label's name; null for none.</param>
    /// <returns>Null where the member leaves the input's column as it is, or has none that is a label of the ensemble's.</returns>
    public static HandedOnLabel? Find(DataViewSchema input, IReadOnlyList<BoundMember> members, ScoreColumns scores, string? name)
    {
        if (name is null)
        {
            return null;
        }

        int member = Enumerable.Range(0, members.Count).MaxBy(index => members[index].ClassCount ?? 0);
        var label = members[member].Model.GetOutputSchema(input).GetColumnOrNull(name);
        if (label is not { } found || input.GetColumnOrNull(name)?.Type.Equals(found.Type) == true)
        {
            return null;
        }

        return (scores, found.Type) switch
        {
            (MulticlassScoreColumns classes, KeyDataViewType { RawType: var raw } key) when raw == typeof(uint) && key.Count == (ulong)members[member].ClassCount! =>
                new HandedOnLabel(name, member, members[member].Places, KeyOf(classes, name)),
            (BinaryScoreColumns, BooleanDataViewType) or (RegressionScoreColumns, NumberDataViewType { RawType.Name: nameof(Single) }) =>
                new HandedOnLabel(name, member, null, new DataViewSchema.DetachedColumn(found)),
            _ => null,
        };
    }

    /// <summary>The column as a member made it.</summary>
    /// <param name="output">The member's schema.</param>
    public DataViewSchema.Column In(DataViewSchema output) => output[_name];

    /// <summary>The getter of the label, a <c>ValueGetter</c> of the column's type.</summary>
    /// <param name="row">The member's row.</param>
    public Delegate CreateGetter(DataViewRow row)
    {
        var column = In(row.Schema);
        return Column.Type switch
        {
            BooleanDataViewType => row.GetGetter<bool>(column),
            NumberDataViewType => row.GetGetter<float>(column),
            _ => KeyGetter(row.GetGetter<uint>(column)),
        };
    }

    private ValueGetter<uint> KeyGetter(ValueGetter<uint> getter) => _places is null
        ? getter
        : (ref uint value) =>
        {
            getter(ref value);
            value = value == 0 ? 0 : (uint)_places[value - 1] + 1;
        };

    private static DataViewSchema.DetachedColumn KeyOf(MulticlassScoreColumns classes, string name)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        classes.LabelValues?.AddTo(annotations, AnnotationKinds.KeyValues);
        return new DataViewSchema.DetachedColumn(name, new KeyDataViewType(typeof(uint), classes.Width), annotations.ToAnnotations());
    }
}
