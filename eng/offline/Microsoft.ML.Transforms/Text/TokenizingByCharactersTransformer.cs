using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(
    typeof(TokenizingByCharactersTransformer), null, typeof(SignatureLoadModel), "", TokenizingByCharactersTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Texts as their UTF-16 characters, which are keys, between marks of the start and the end.</summary>
internal sealed class TokenizingByCharactersTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CharToken";

    private const ushort Start = 0x02;
    private const ushort End = 0x03;
    private const ushort Separator = 0x1F;

    private readonly bool _usesMarkers;
    private readonly bool _separatesByMarkers;

    /// <param name="separatesByMarkers">Whether each text of a vector has the marks; else all have them together, with separators between.</param>
    public TokenizingByCharactersTransformer(
        IHostEnvironment env, bool usesMarkers, bool separatesByMarkers, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register("CharTokenizer"), columns)
    {
        _usesMarkers = usesMarkers;
        _separatesByMarkers = separatesByMarkers;
    }

    private TokenizingByCharactersTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _usesMarkers = ctx.Reader.ReadBoolean();
        _separatesByMarkers = ctx.Reader.ReadBoolean();
    }

    private static VersionInfo Version => new(
        "CHARTOKN", 0x00010002, 0x00010002, 0x00010002, typeof(TokenizingByCharactersTransformer).Assembly.FullName, LoaderSignature);

    internal static TokenizingByCharactersTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new TokenizingByCharactersTransformer(env.Register("CharTokenizer"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_usesMarkers);
        ctx.Writer.Write(_separatesByMarkers);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        TextGetters.CheckIsText(Host, inputSchema[srcCol]);

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(TokenizingByCharactersTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            // The key of a character is its code: that of the first is the missing one.
            var type = new VectorDataViewType(new KeyDataViewType(typeof(ushort), char.MaxValue));
            return [.. parent.ColumnPairs.Select((pair, i) =>
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.Add(InputSchema[ColMapNewToOld[i]].Annotations, name => name == AnnotationUtils.Kinds.SlotNames);
                annotations.AddKeyValues(char.MaxValue, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> destination) =>
                    new VBuffer<ReadOnlyMemory<char>>(char.MaxValue, CharacterNames.All).CopyTo(ref destination));
                return new DataViewSchema.DetachedColumn(pair.outputColumnName, type, annotations.ToAnnotations());
            })];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            DataViewSchema.Column source = input.Schema[ColMapNewToOld[iinfo]];
            bool isVector = source.Type is VectorDataViewType;
            Func<ReadOnlyMemory<ReadOnlyMemory<char>>> read = TextGetters.MakeReader(input, source);
            var characters = new List<ushort>();
            return (ValueGetter<VBuffer<ushort>>)((ref VBuffer<ushort> destination) =>
            {
                characters.Clear();
                if (isVector && !parent._separatesByMarkers)
                {
                    AddTogether(read().Span, characters);
                }
                else
                {
                    AddEach(read().Span, characters);
                }

                VBufferEditor<ushort> editor = VBufferEditor.Create(ref destination, characters.Count);
                characters.CopyTo(editor.Values);
                destination = editor.Commit();
            });
        }

        private void AddEach(ReadOnlySpan<ReadOnlyMemory<char>> texts, List<ushort> characters)
        {
            foreach (ReadOnlyMemory<char> text in texts)
            {
                if (!text.IsEmpty)
                {
                    AddMarker(Start, characters);
                    Add(text.Span, characters);
                    AddMarker(End, characters);
                }
            }
        }

        /// <summary>An empty text has no separator before it, but the text after it has, even where it was the first.</summary>
        private void AddTogether(ReadOnlySpan<ReadOnlyMemory<char>> texts, List<ushort> characters)
        {
            AddMarker(Start, characters);
            for (int i = 0; i < texts.Length; i++)
            {
                if (!texts[i].IsEmpty)
                {
                    if (i > 0)
                    {
                        characters.Add(Separator);
                    }

                    Add(texts[i].Span, characters);
                }
            }

            AddMarker(End, characters);
        }

        private void AddMarker(ushort marker, List<ushort> characters)
        {
            if (parent._usesMarkers)
            {
                characters.Add(marker);
            }
        }

        private static void Add(ReadOnlySpan<char> text, List<ushort> characters)
        {
            foreach (char character in text)
            {
                characters.Add(character);
            }
        }
    }
}
