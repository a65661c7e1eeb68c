using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Reading of columns of one text or of many, and lists of texts made from them.</summary>
internal static class TextGetters
{
    /// <summary>Of as many texts as a row has.</summary>
    public static VectorDataViewType Texts { get; } = new(TextDataViewType.Instance);

    public static void CheckIsText(IExceptionContext context, DataViewSchema.Column source)
    {
        if (source.Type.GetItemType() is not TextDataViewType)
        {
            throw context.ExceptSchemaMismatch("inputSchema", "input", source.Name, "String or vector of String", source.Type.ToString());
        }
    }

    /// <summary>Gives the row's texts at each call: of a sparse vector the explicit ones.</summary>
    public static Func<ReadOnlyMemory<ReadOnlyMemory<char>>> MakeReader(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<ReadOnlyMemory<char>>> getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(source);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return () =>
            {
                getTexts(ref texts);
                return texts.ValuesArray.AsMemory(0, texts.GetValues().Length);
            };
        }

        ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(source);
        var one = new ReadOnlyMemory<char>[1];
        return () =>
        {
            getText(ref one[0]);
            return one;
        };
    }

    /// <param name="add">Adds to the list what it makes of one text.</param>
    public static ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeList(
        DataViewRow row, DataViewSchema.Column source, Action<ReadOnlyMemory<char>, List<ReadOnlyMemory<char>>> add)
    {
        Func<ReadOnlyMemory<ReadOnlyMemory<char>>> read = MakeReader(row, source);
        var list = new List<ReadOnlyMemory<char>>();
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            list.Clear();
            foreach (ReadOnlyMemory<char> text in read().Span)
            {
                add(text, list);
            }

            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, list.Count);
            list.CopyTo(editor.Values);
            destination = editor.Commit();
        };
    }
}
