/** What a person may do about a file that is no plan; words in words.ts. */
export type UploadProblem = 'tooLarge' | 'badPdf' | 'pdfLocked';

export class PictureProblem extends Error {
  readonly problem: UploadProblem;
  readonly megabytes: number;
  constructor(problem: UploadProblem, bytes = 0) {
    super(problem);
    this.problem = problem;
    this.megabytes = Math.round(bytes / 1024 / 1024);
  }
}

export interface PdfDrawing {
  pages: number;
  /** The page as a picture that is small enough to send. */
  render(page: number): Promise<Blob>;
}
