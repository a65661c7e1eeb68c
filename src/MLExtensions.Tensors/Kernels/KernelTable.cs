using System.Collections.Frozen;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The CPU's kernel of every operation and update. A new one adds its line here.</summary>
internal static class KernelTable
{
    private static readonly FrozenDictionary<Type, Kernel> s_kernels = new Dictionary<Type, Kernel>
    {
        [typeof(Activate)] = new ActivateKernel(),
        [typeof(Add)] = new AddKernel(),
        [typeof(Affine)] = new AffineKernel(),
        [typeof(Attention)] = new AttentionKernel(),
        [typeof(BinaryCrossEntropyWithLogits)] = new BinaryCrossEntropyKernel(),
        [typeof(Convolution2D)] = new Convolution2DKernel(),
        [typeof(CrossEntropy)] = new CrossEntropyKernel(),
        [typeof(Dropout)] = new DropoutKernel(),
        [typeof(Gru)] = new GruKernel(),
        [typeof(Linear)] = new LinearKernel(),
        [typeof(LogSoftmax)] = new LogSoftmaxKernel(),
        [typeof(Lstm)] = new LstmKernel(),
        [typeof(MatrixProduct)] = new MatrixProductKernel(),
        [typeof(MeanSquaredError)] = new MeanSquaredErrorKernel(),
        [typeof(Multiply)] = new MultiplyKernel(),
        [typeof(Rnn)] = new RnnKernel(),
        [typeof(Softmax)] = new SoftmaxKernel(),
        [typeof(TransposedConvolution2D)] = new TransposedConvolution2DKernel(),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, UpdateKernel> s_updates = new Dictionary<Type, UpdateKernel>
    {
        [typeof(AdamUpdate)] = new AdamKernel(),
        [typeof(SgdUpdate)] = new SgdKernel(),
    }.ToFrozenDictionary();

    /// <exception cref="NotSupportedException">There is none.</exception>
    public static Kernel Of(Operation operation) => s_kernels.TryGetValue(operation.GetType(), out Kernel? kernel)
        ? kernel
        : throw new NotSupportedException($"The CPU has no kernel for the operation {operation.GetType()}.");

    /// <exception cref="NotSupportedException">There is none.</exception>
    public static UpdateKernel Of(ParameterUpdate update) => s_updates.TryGetValue(update.GetType(), out UpdateKernel? kernel)
        ? kernel
        : throw new NotSupportedException($"The CPU has no kernel for the parameter update {update.GetType()}.");
}
