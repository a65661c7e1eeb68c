using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Hides the label behind the answer to whether it is one class's key. Serves training alone.</summary>
internal sealed class ClassMembershipMapper(DataViewSchema.Column label, uint key) : IRowMapper
{
    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => column == label.Index && activeOutput(0);

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => [new DataViewSchema.DetachedColumn(label.Name, BooleanDataViewType.Instance)];

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        if (!activeOutput(0))
        {
            return [null];
        }

        ValueGetter<uint> getKey = input.GetGetter<uint>(input.Schema[label.Index]);
        uint value = 0;
        return
        [
            (ValueGetter<bool>)((ref bool destination) =>
            {
                getKey(ref value);
                destination = value == key;
            }),
        ];
    }

    public ITransformer GetTransformer() => throw new NotSupportedException();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
}
